import type {ErrorCode} from '../core/errors.ts'
import {HooksError} from '../core/errors.ts'
import {maskSecret} from '../core/webhook.ts'
import {findCredentials} from './credentials.ts'
import {SERVER_CREDENTIALS} from './login.ts'
import type {RecordView} from './output.ts'
import {findVendorProfile, LOCAL_PROFILE} from './profiles.ts'
import {
  openTarget,
  selectedApiUrl,
  selectedProfile,
  selectedServerKey,
  type Selection,
  type Surroundings,
} from './selection.ts'
import type {Source, Sourced} from './sourced.ts'

/** Who a command would act as, where each value came from, and whether it works. */
export type Identity = {
  readonly profile: Sourced
  readonly provider?: string
  readonly url: Sourced
  readonly scope?: Sourced
  readonly credentials: readonly KnownCredential[]
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
}

export async function identify(selection: Selection, around: Surroundings): Promise<Identity> {
  const profile = await selectedProfile(selection, around)
  const parts =
    profile.value === LOCAL_PROFILE
      ? {url: selectedApiUrl(selection), credentials: await serverCredentials(around)}
      : await vendorParts(profile.value, around)
  const scope = selection.scope === undefined ? {} : {scope: selection.scope}
  return {profile, ...parts, ...scope, ...(await tryOut(selection, around))}
}

export function identityFields(identity: Identity): RecordView {
  const {profile, provider, url, scope, credentials, works, problem} = identity
  return {
    fields: [
      ['profile', from(profile)],
      ['provider', provider],
      ['url', from(url)],
      ['scope', scope === undefined ? undefined : from(scope)],
      ...credentials.map(({label, value, source}) => [label, from({value, source})] as const),
      ['works', works ? 'yes' : `no: ${problem?.message ?? ''}`],
    ],
  }
}

async function vendorParts(name: string, around: Surroundings) {
  const profile = await findVendorProfile(name, await around.settings.read())
  const isStored = profile.stored.baseUrl !== undefined
  const url: Sourced = {value: profile.baseUrl, source: isStored ? 'config' : 'default'}
  const credentials = findCredentials(profile, around.env).map(({credential, found}) =>
    known(credential, found),
  )
  return {provider: profile.provider.name, url, credentials}
}

async function serverCredentials(around: Surroundings): Promise<KnownCredential[]> {
  const found = await selectedServerKey(around)
  return SERVER_CREDENTIALS.map((credential) => known(credential, found))
}

type Named = {readonly name: string; readonly label: string; readonly secret: boolean}

function known({name, label, secret}: Named, found: Sourced | undefined): KnownCredential {
  if (found === undefined) return {name, label}
  const {value, source} = found
  return {name, label, value: secret ? maskSecret(value) : value, source}
}

async function tryOut(selection: Selection, around: Surroundings) {
  try {
    const {webhooks} = await openTarget(selection, around)
    await webhooks.list()
    return {works: true}
  } catch (error) {
    if (!(error instanceof HooksError)) throw error
    const {code, message, hint} = error
    return {works: false, problem: {code, message, ...(hint === undefined ? {} : {hint})}}
  }
}

function from({value, source}: {value?: string | undefined; source?: Source | undefined}): string {
  return value === undefined ? 'none' : `${value} (${source ?? 'default'})`
}
