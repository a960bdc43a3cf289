import type {Env} from '../config/env.ts'
import {resolveReference} from '../config/reference.ts'
import {HooksError} from '../core/errors.ts'
import type {Credential, Credentials} from '../providers/provider.ts'
import type {VendorProfile} from './profiles.ts'
import type {Sourced} from './sourced.ts'

/** Where each credential of a profile comes from: the environment before the configuration. */
export function findCredentials(
  {provider, stored}: VendorProfile,
  env: Env,
): {credential: Credential; found: Sourced | undefined}[] {
  return provider.credentials.map((credential) => {
    const variable = env.variable(credential.env)
    if (variable !== undefined) return {credential, found: {value: variable, source: 'env'}}
    const value = stored.credentials?.[credential.name]
    return {credential, found: value === undefined ? undefined : {value, source: 'config'}}
  })
}

/**
 * The credentials of a profile, with references followed.
 *
 * @throws HooksError unauthorized, when one is missing
 */
export async function readCredentials(profile: VendorProfile, env: Env): Promise<Credentials> {
  const entries = findCredentials(profile, env).map(async ({credential, found}) => {
    if (found === undefined) throw missing(profile, credential)
    const {value, source} = found
    const whole = source === 'config' ? await resolveReference(value, env) : value
    return [credential.name, whole] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

function missing({name, provider}: VendorProfile, {label, env}: Credential): HooksError {
  return new HooksError('unauthorized', `no ${label} for ${provider.label} (profile ${name})`, {
    hint: `hooks login --profile ${name}, or set ${env}`,
  })
}
