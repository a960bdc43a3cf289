import {defined} from '../../core/defined.ts'
import {findReferenceKind} from '../../config/reference.ts'
import {type ErrorCode, HooksError} from '../../core/errors.ts'
import {maskSecret} from '../../core/webhook.ts'
import {findCredentials} from './credentials.ts'
import {SERVER_CREDENTIALS} from '../login/login-profile.ts'
import {findVendorProfile, LOCAL_PROFILE} from './profiles.ts'
import {
  openTarget,
  selectApiUrl,
  selectProfile,
  findServerKey,
  type Selection,
} from './selection.ts'
import type {Connection} from './connection.ts'
import type {Source, Sourced} from './sourced.ts'

/** The identity that a command would use, the source of each value, and whether it works. */
export type Identity = {
  readonly profile: Sourced
  readonly provider?: string
  readonly url: Sourced
  readonly scope?: Sourced
  readonly credentials: readonly KnownCredential[]
  /** The project file, if there is one. */
  readonly project?: string
  /** Stored values that are not used, because something with higher precedence overrides them. */
  readonly notices: readonly string[]
  readonly works: boolean
  /** Why it does not work. */
  readonly problem?: {readonly code: ErrorCode; readonly message: string; readonly hint?: string}
}

type KnownCredential = {
  readonly name: string
  readonly label: string
  /** Masked if secret; absent if there is none. References are not resolved. */
  readonly value?: string
  readonly source?: Source
  /** The name of the variable, or the path of the file. */
  readonly from?: string
}

export async function identify(
  selection: Selection,
  connection: Connection,
  project?: string,
): Promise<Identity> {
  const profile = await selectProfile(selection, connection)
  const parts =
    profile.value === LOCAL_PROFILE
      ? await readLocalParts(selection, connection)
      : await readVendorParts(profile, connection)
  const scope = selection.scope ?? parts.scope
  return {
    profile,
    ...parts,
    ...defined({scope, project}),
    notices: [...(await findProfileNotices(profile, connection)), ...parts.notices],
    ...(await tryConnection(selection, connection)),
  }
}

/** Reports when something with higher precedence overrides the profile set by `profile use`. */
async function findProfileNotices({value, source, from}: Sourced, {settings}: Connection) {
  const {profile: stored} = await settings.read()
  if (stored === undefined || stored === value || source === 'flag') return []
  return [`${from ?? source} sets profile ${value}; the stored profile ${stored} is not used`]
}

type Parts = Pick<Identity, 'provider' | 'url' | 'scope' | 'credentials' | 'notices'>

async function readVendorParts(named: Sourced, connection: Connection): Promise<Parts> {
  const profile = await findVendorProfile(named, await connection.settings.read())
  const {baseUrl, scope} = profile.stored
  const {file} = connection.settings
  const toStored = (value: string): Sourced => ({value, source: 'config', from: file})
  const all = findCredentials(profile, connection)
  return {
    provider: profile.provider.name,
    url: baseUrl === undefined ? {value: profile.baseUrl, source: 'default'} : toStored(baseUrl),
    ...(scope === undefined ? {} : {scope: toStored(scope)}),
    credentials: all.map(({credential, found}) => toKnownCredential(credential, found)),
    notices: all
      .filter(({shadowed}) => shadowed)
      .map(({credential: {env, label}}) => describeOverride(env, label, named.value)),
  }
}

async function readLocalParts(selection: Selection, connection: Connection): Promise<Parts> {
  const {env, settings} = connection
  const found = await findServerKey(connection)
  const {serverKey} = await settings.read()
  const isShadowed = env.serverKey !== undefined && serverKey !== undefined
  const isSame = env.serverKey === serverKey
  return {
    url: selectApiUrl(selection),
    credentials: SERVER_CREDENTIALS.map((credential) => toKnownCredential(credential, found)),
    notices:
      isShadowed && !isSame
        ? [describeOverride('HOOKS_SERVER_KEY', 'server key', LOCAL_PROFILE)]
        : [],
  }
}

function describeOverride(variable: string, label: string, profile: string): string {
  return `the environment variable ${variable} overrides the stored ${label} of ${profile} (unset ${variable} to use the stored one)`
}

type Named = {readonly name: string; readonly label: string; readonly secret: boolean}

function toKnownCredential(
  {name, label, secret}: Named,
  found: Sourced | undefined,
): KnownCredential {
  if (found === undefined) return {name, label}
  return {name, label, ...found, value: secret ? maskUnlessReference(found) : found.value}
}

/** A reference only says where the secret is, except that a command may contain one. */
function maskUnlessReference({value, source}: Sourced): string {
  const kind = source === 'config' ? findReferenceKind(value) : undefined
  if (kind === undefined) return maskSecret(value)
  return kind === 'cmd' ? 'cmd:…' : value
}

async function tryConnection(selection: Selection, connection: Connection) {
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
