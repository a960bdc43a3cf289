import {defined} from '../../core/defined.ts'
import {referenceKind} from '../../config/reference.ts'
import {type ErrorCode, HooksError} from '../../core/errors.ts'
import {maskSecret} from '../../core/webhook.ts'
import {findCredentials} from '../../actions/target/credentials.ts'
import {SERVER_CREDENTIALS} from '../login/login-profile.ts'
import type {RecordView} from '../output/view.ts'
import {findVendorProfile, LOCAL_PROFILE} from '../../actions/target/profiles.ts'
import {
  openTarget,
  selectedApiUrl,
  selectedProfile,
  selectedServerKey,
  type Selection,
} from '../../actions/target/selection.ts'
import type {Connection} from '../../actions/target/connection.ts'
import type {Source, Sourced} from '../../actions/target/sourced.ts'

/** Who a command would act as, where each value came from, and whether it works. */
export type Identity = {
  readonly profile: Sourced
  readonly provider?: string
  readonly url: Sourced
  readonly scope?: Sourced
  readonly credentials: readonly KnownCredential[]
  /** The project's file, where there is one. */
  readonly project?: string
  /** What is stored and not used, because something stronger says otherwise. */
  readonly notices: readonly string[]
  readonly works: boolean
  /** Why it does not work. */
  readonly problem?: {readonly code: ErrorCode; readonly message: string; readonly hint?: string}
}

type KnownCredential = {
  readonly name: string
  readonly label: string
  /** Masked where it is secret; absent where there is none. A reference is not followed. */
  readonly value?: string
  readonly source?: Source
  /** The variable or the file. */
  readonly from?: string
}

export async function identify(
  selection: Selection,
  connection: Connection,
  project?: string,
): Promise<Identity> {
  const profile = await selectedProfile(selection, connection)
  const parts =
    profile.value === LOCAL_PROFILE
      ? await localParts(selection, connection)
      : await vendorParts(profile, connection)
  const scope = selection.scope ?? parts.scope
  return {
    profile,
    ...parts,
    ...defined({scope, project}),
    notices: [...(await profileNotices(profile, connection)), ...parts.notices],
    ...(await tryOut(selection, connection)),
  }
}

/** What `profile use` has set is of no use where something stronger names another one. */
async function profileNotices({value, source, from}: Sourced, {settings}: Connection) {
  const {profile: stored} = await settings.read()
  if (stored === undefined || stored === value || source === 'flag') return []
  return [`${from ?? source} says profile ${value}; the stored one, ${stored}, is not used`]
}

export function identityFields(identity: Identity): RecordView {
  const {profile, provider, url, scope, credentials, project, works, problem} = identity
  return {
    fields: [
      ['profile', told(profile)],
      ['provider', provider],
      ['url', told(url)],
      ['scope', scope === undefined ? undefined : told(scope)],
      ...credentials.map(({label, ...found}) => [label, told(found)] as const),
      ['project', project],
      ['works', works ? 'yes' : `no: ${problem?.message ?? ''}`],
    ],
  }
}

type Parts = Pick<Identity, 'provider' | 'url' | 'scope' | 'credentials' | 'notices'>

async function vendorParts(named: Sourced, connection: Connection): Promise<Parts> {
  const profile = await findVendorProfile(named, await connection.settings.read())
  const {baseUrl, scope} = profile.stored
  const {file} = connection.settings
  const stored = (value: string): Sourced => ({value, source: 'config', from: file})
  const all = findCredentials(profile, connection)
  return {
    provider: profile.provider.name,
    url: baseUrl === undefined ? {value: profile.baseUrl, source: 'default'} : stored(baseUrl),
    ...(scope === undefined ? {} : {scope: stored(scope)}),
    credentials: all.map(({credential, found}) => known(credential, found)),
    notices: all
      .filter(({shadowed}) => shadowed)
      .map(({credential: {env, label}}) => shadowing(env, label, named.value)),
  }
}

async function localParts(selection: Selection, connection: Connection): Promise<Parts> {
  const {env, settings} = connection
  const found = await selectedServerKey(connection)
  const {serverKey} = await settings.read()
  const isShadowed = env.serverKey !== undefined && serverKey !== undefined
  const isSame = env.serverKey === serverKey
  return {
    url: selectedApiUrl(selection),
    credentials: SERVER_CREDENTIALS.map((credential) => known(credential, found)),
    notices:
      isShadowed && !isSame ? [shadowing('HOOKS_SERVER_KEY', 'server key', LOCAL_PROFILE)] : [],
  }
}

function shadowing(variable: string, label: string, profile: string): string {
  return `${variable} in the environment is used; the stored ${label} of ${profile} is not (unset ${variable} to use it)`
}

type Named = {readonly name: string; readonly label: string; readonly secret: boolean}

function known({name, label, secret}: Named, found: Sourced | undefined): KnownCredential {
  if (found === undefined) return {name, label}
  return {name, label, ...found, value: secret ? maskedOrReference(found) : found.value}
}

/** A reference says where the secret is; a command could hold one. */
function maskedOrReference({value, source}: Sourced): string {
  const kind = source === 'config' ? referenceKind(value) : undefined
  if (kind === undefined) return maskSecret(value)
  return kind === 'cmd' ? 'cmd:…' : value
}

async function tryOut(selection: Selection, connection: Connection) {
  try {
    const {webhooks} = await openTarget(selection, connection)
    await webhooks.list()
    return {works: true}
  } catch (error) {
    if (!(error instanceof HooksError)) throw error
    const {code, message, hint} = error
    return {works: false, problem: {code, message, ...defined({hint})}}
  }
}

type Told = {[Key in keyof Sourced]?: Sourced[Key] | undefined}

function told({value, source = 'default', from: place}: Told): string {
  if (value === undefined) return 'none'
  return `${value} (${place === undefined ? source : `${source}: ${place}`})`
}
