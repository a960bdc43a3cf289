import {defined} from '../../core/defined.ts'
import type {ConfigData} from '../../config/config-file.ts'
import type {Env} from '../../config/env.ts'
import {LOCAL_PROFILE} from '../target/profiles.ts'

/** The stored credentials of a profile: values or references, by name. */
export function findStoredCredentials(
  data: ConfigData,
  profile: string,
): Readonly<Record<string, string>> {
  const {serverKey} = data
  if (profile === LOCAL_PROFILE) return defined({serverKey})
  return data.profiles?.[profile]?.credentials ?? {}
}

/** The configuration without the credentials of a profile. */
export function removeCredentials(data: ConfigData, profile: string): ConfigData {
  if (profile === LOCAL_PROFILE) {
    const {serverKey: _, ...rest} = data
    return rest
  }
  const {[profile]: stored, ...others} = data.profiles ?? {}
  if (stored === undefined) return data
  const {credentials: _, ...kept} = stored
  const isEmpty = Object.keys(kept).length === 0
  return {...data, profiles: isEmpty ? others : {...others, [profile]: kept}}
}

/** The configuration without a profile and without the webhooks recorded for it. */
export function removeProfile(data: ConfigData, profile: string): ConfigData {
  const {profile: current, ...rest} = data
  const {[profile]: _, ...profiles} = data.profiles ?? {}
  const {[profile]: __, ...recorded} = data.recorded ?? {}
  return {
    ...rest,
    ...(current === undefined || current === profile ? {} : {profile: current}),
    ...(data.profiles === undefined ? {} : {profiles}),
    ...(data.recorded === undefined ? {} : {recorded}),
  }
}

/** Removes from the keychain what login stored there for this profile, and nothing else. */
export async function forgetInKeychain(
  profile: string,
  credentials: Readonly<Record<string, string>>,
  env: Env,
): Promise<void> {
  const referred = Object.entries(credentials).filter(([, value]) => value.startsWith('keychain:'))
  if (referred.length === 0) return
  const {findKeychain, nameInKeychain} = await import('../../config/keychain.ts')
  const keychain = await findKeychain(env)
  for (const [name, value] of referred) {
    const entry = nameInKeychain(profile, name)
    if (value === `keychain:${entry}`) await keychain?.remove(entry)
  }
}
