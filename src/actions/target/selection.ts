import {resolveReference} from '../../config/reference.ts'
import {HooksError} from '../../core/errors.ts'
import {isLoopbackName} from '../../core/net/loopback.ts'
import {requireProvider} from './catalogue.ts'
import type {Connection} from './connection.ts'
import {readCredentials} from './credentials.ts'
import {suggestIds} from './suggest-id.ts'
import {findVendor, LOCAL_PROFILE} from './profiles.ts'
import type {Sourced} from './sourced.ts'
import {connectVendor, type Target} from './target.ts'
import {DEFAULT_API_URL} from '../../core/net/default-address.ts'

/** The target as selected by flags, environment and project file. */
export type Selection = {
  readonly profile: Sourced | undefined
  readonly apiUrl: Sourced | undefined
  readonly scope: Sourced | undefined
  /** The provider given to the command; a vendor's profile must belong to it. */
  readonly provider?: string | undefined
}

/** @throws HooksError usage */
export async function selectProfile(
  {profile}: Selection,
  {settings}: Connection,
): Promise<Sourced> {
  if (profile !== undefined) return profile
  const {profile: stored} = await settings.read()
  if (stored !== undefined) return {value: stored, source: 'config', from: settings.file}
  return {value: LOCAL_PROFILE, source: 'default'}
}

/** @throws HooksError usage, if it is not an HTTP URL */
export function selectApiUrl({apiUrl}: Selection): Sourced {
  if (apiUrl === undefined) return {value: DEFAULT_API_URL, source: 'default'}
  const {value} = apiUrl
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    const where = apiUrl.from === undefined ? '' : ` in ${apiUrl.from}`
    throw new HooksError('usage', `invalid server URL ${JSON.stringify(value)}${where}`, {
      hint: `use a URL like ${DEFAULT_API_URL}`,
    })
  }
  return {...apiUrl, value: value.replace(/\/+$/, '')}
}

/** The local server's key, with references resolved; undefined before the first `hooks serve`. */
export async function findServerKey({settings, env}: Connection): Promise<Sourced | undefined> {
  if (env.serverKey !== undefined) {
    return {value: env.serverKey, source: 'env', from: 'HOOKS_SERVER_KEY'}
  }
  const {serverKey} = await settings.read()
  if (serverKey === undefined) return undefined
  const value = await resolveReference(serverKey, env)
  return {value, source: 'config', from: settings.file}
}

/**
 * Opens the target of one run. A vendor's API is used only if a profile selects it.
 *
 * @throws HooksError usage, unauthorized or unsupported
 */
export async function openTarget(selection: Selection, connection: Connection): Promise<Target> {
  const selected = await selectProfile(selection, connection)
  const {value: profile} = selected
  if (profile === LOCAL_PROFILE) return openLocal(selection, connection)

  if (selection.apiUrl?.source === 'flag') {
    throw new HooksError(
      'usage',
      `--api-url is only for a hooks server, not for profile ${profile}`,
      {
        hint: `leave it out, or add --profile ${LOCAL_PROFILE}`,
      },
    )
  }
  const vendor = await findVendor(selected, await connection.settings.read())
  const {provider, baseUrl: url = '', stored} = vendor
  const found = {...vendor, baseUrl: url}
  requireProvider(provider, selection.provider, profile)
  const scope = selection.scope?.value ?? stored.scope
  const api = connectVendor(found, await readCredentials(found, connection), {
    scope,
    network: connection.network,
  })
  const {recordWebhooks} = await import('./recorded.ts')
  const webhooks = suggestIds(
    recordWebhooks(api, {provider, profile, settings: connection.settings, now: connection.now}),
  )
  return {kind: 'vendor', profile, url, scope, provider, webhooks}
}

async function openLocal(selection: Selection, connection: Connection): Promise<Target> {
  const apiUrl = selectApiUrl(selection)
  const {value: url} = apiUrl
  const key = await findServerKey(connection)
  refuseLeak(apiUrl, key)
  const {createControlClient} = await import('../../control/client.ts')
  const control = createControlClient({url, key: key?.value, network: connection.network})
  const scope = selection.scope?.value
  const webhooks = suggestIds(control.webhooks)
  return {kind: 'local', profile: LOCAL_PROFILE, url, scope, webhooks, control}
}

/** A project that was just cloned must not obtain the key stored on this machine. */
function refuseLeak({value, source, from}: Sourced, key: Sourced | undefined): void {
  if (source !== 'hooksrc' || key?.source !== 'config') return
  if (isLoopbackName(new URL(value).hostname)) return
  throw new HooksError(
    'unauthorized',
    `${from ?? ''} points to a server on another machine: ${value}`,
    {
      hint: `the stored key is not sent there: set HOOKS_SERVER_KEY, or pass --api-url ${value}`,
    },
  )
}
