import {resolveReference} from '../../config/reference.ts'
import {HooksError} from '../../core/errors.ts'
import type {Credentials, Credential} from '../../providers/contract/account.ts'
import type {VendorProfile} from './profiles.ts'
import type {Connection} from './connection.ts'
import type {Sourced} from './sourced.ts'

export type FoundCredential = {
  readonly credential: Credential
  readonly found: Sourced | undefined
  /** Whether the environment overrides a stored value. */
  readonly shadowed: boolean
}

/** Finds the source of each credential of a profile: the environment, else the configuration. */
export function findCredentials(
  {provider, stored}: VendorProfile,
  {env, settings}: Connection,
): FoundCredential[] {
  return provider.account.credentials.map((credential) => {
    const variable = env.variable(credential.env)
    const value = stored.credentials?.[credential.name]
    const inFile: Sourced | undefined =
      value === undefined ? undefined : {value, source: 'config', from: settings.file}
    if (variable === undefined) return {credential, found: inFile, shadowed: false}
    const found: Sourced = {value: variable, source: 'env', from: credential.env}
    return {credential, found, shadowed: value !== undefined}
  })
}

/**
 * The credentials of a profile, with references resolved.
 *
 * @throws HooksError unauthorized, when one is missing
 */
export async function readCredentials(
  profile: VendorProfile,
  connection: Connection,
): Promise<Credentials> {
  const entries = findCredentials(profile, connection).map(async ({credential, found}) => {
    if (found === undefined) throw createMissingCredentialError(profile, credential)
    const {value, source} = found
    const whole = source === 'config' ? await resolveReference(value, connection.env) : value
    return [credential.name, whole] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

function createMissingCredentialError(
  {name, provider}: VendorProfile,
  {label, env}: Credential,
): HooksError {
  return new HooksError('unauthorized', `no ${label} for ${provider.label} (profile ${name})`, {
    hint: `hooks login --profile ${name}, or set ${env}`,
  })
}
