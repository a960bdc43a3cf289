import type {ConfigStore} from '../config/config-store.ts'
import type {Env} from '../config/env.ts'
import {resolveReference} from '../config/reference.ts'
import {HooksError} from '../core/errors.ts'
import {readCredentials} from './credentials.ts'
import {findVendorProfile, LOCAL_PROFILE} from './profiles.ts'
import type {Sourced} from './sourced.ts'
import {connect, type Target} from './target.ts'

const DEFAULT_API_URL = 'http://127.0.0.1:4400'

/** What flags and environment say about the target. */
export type Selection = {
  readonly profile: Sourced | undefined
  readonly apiUrl: Sourced | undefined
  readonly scope: Sourced | undefined
}

export type Surroundings = {readonly settings: ConfigStore; readonly env: Env}

/** @throws HooksError usage */
export async function selectedProfile(
  {profile}: Selection,
  {settings}: Surroundings,
): Promise<Sourced> {
  if (profile !== undefined) return profile
  const {profile: stored} = await settings.read()
  if (stored !== undefined) return {value: stored, source: 'config'}
  return {value: LOCAL_PROFILE, source: 'default'}
}

/** @throws HooksError usage, when it is not the address of a server */
export function selectedApiUrl({apiUrl}: Selection): Sourced {
  if (apiUrl === undefined) return {value: DEFAULT_API_URL, source: 'default'}
  const {value, source} = apiUrl
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new HooksError('usage', `${JSON.stringify(value)} is not the address of a server`, {
      hint: `give one like ${DEFAULT_API_URL} to --api-url or HOOKS_API_URL`,
    })
  }
  return {value: value.replace(/\/+$/, ''), source}
}

/** The local server's key, with references followed; undefined before the first `hooks serve`. */
export async function selectedServerKey({
  settings,
  env,
}: Surroundings): Promise<Sourced | undefined> {
  if (env.serverKey !== undefined) return {value: env.serverKey, source: 'env'}
  const {serverKey} = await settings.read()
  if (serverKey === undefined) return undefined
  return {value: await resolveReference(serverKey, env), source: 'config'}
}

/**
 * The target of one run. A vendor is reached only when a profile names it.
 *
 * @throws HooksError usage, unauthorized or unsupported
 */
export async function openTarget(selection: Selection, around: Surroundings): Promise<Target> {
  const {value: profile} = await selectedProfile(selection, around)
  if (profile === LOCAL_PROFILE) return openLocal(selection, around)

  if (selection.apiUrl?.source === 'flag') {
    throw new HooksError('usage', `--api-url is for a server of ours, not for profile ${profile}`, {
      hint: `leave it out, or add --profile ${LOCAL_PROFILE}`,
    })
  }
  const found = await findVendorProfile(profile, await around.settings.read())
  const scope = selection.scope?.value ?? found.stored.scope
  const {provider, baseUrl: url} = found
  const api = connect(found, await readCredentials(found, around.env), scope)
  const {withRecord} = await import('./recorded.ts')
  const webhooks = withRecord(api, {provider, profile, settings: around.settings})
  return {kind: 'vendor', profile, url, scope, provider, webhooks}
}

async function openLocal(selection: Selection, around: Surroundings): Promise<Target> {
  const {value: url} = selectedApiUrl(selection)
  const key = await selectedServerKey(around)
  const {controlClient} = await import('../control/client.ts')
  const control = controlClient({url, key: key?.value})
  const scope = selection.scope?.value
  return {kind: 'local', profile: LOCAL_PROFILE, url, scope, webhooks: control.webhooks, control}
}
