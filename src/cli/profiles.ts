import type {ConfigData, ProfileConfig} from '../config/config-file.ts'
import {HooksError} from '../core/errors.ts'
import {nearest} from '../core/nearest.ts'
import {loadProvider, loadProviders} from '../providers/index.ts'
import type {Provider} from '../providers/provider.ts'
import {unsupported} from './capabilities.ts'

/** The built-in profile of a server of ours; the only one that needs no provider. */
export const LOCAL_PROFILE = 'local'

/** A profile that leads to a vendor. */
export type VendorProfile = {
  readonly name: string
  readonly provider: Provider
  /** No trailing slash. */
  readonly baseUrl: string
  readonly stored: ProfileConfig
}

/**
 * The profile `name`: one of the providers' environments, or one that was stored here. What is
 * stored under a built-in name adds to it.
 *
 * @throws HooksError usage, naming the nearest profile; unsupported, where the vendor has no API
 */
export async function findVendorProfile(name: string, config: ConfigData): Promise<VendorProfile> {
  const stored = Object.entries(config.profiles ?? {}).find(([key]) => key === name)?.[1] ?? {}
  const providers = await loadProviders()
  const builtIn = builtInProfiles(providers).find(({profile}) => profile === name)
  if (builtIn !== undefined) {
    const baseUrl = stored.baseUrl ?? builtIn.baseUrl
    return {name, provider: builtIn.provider, baseUrl, stored}
  }
  const named = providers.find((provider) => provider.name === (stored.provider ?? name))
  if (named?.environments.length === 0) throw withoutApi(named)
  if (stored.provider === undefined) throw unknownProfile(name, providers, config)

  const provider = await loadProvider(stored.provider)
  const baseUrl = stored.baseUrl ?? provider.environments[0]?.baseUrl
  if (baseUrl === undefined) throw withoutApi(provider)
  return {name, provider, baseUrl, stored}
}

function withoutApi({label, capabilities: {create}}: Provider): HooksError {
  if (create !== 'yes') return unsupported(create)
  return new HooksError('unsupported', `${label} has no API for webhooks`, {
    hint: `use the local server: --profile ${LOCAL_PROFILE}`,
  })
}

function builtInProfiles(providers: readonly Provider[]) {
  return providers.flatMap((provider) =>
    provider.environments.map((environment) => ({...environment, provider})),
  )
}

function unknownProfile(
  name: string,
  providers: readonly Provider[],
  config: ConfigData,
): HooksError {
  const builtIn = builtInProfiles(providers).map(({profile}) => profile)
  const known = [...new Set([LOCAL_PROFILE, ...builtIn, ...Object.keys(config.profiles ?? {})])]
  const near = nearest(name, known)
  return new HooksError('usage', `unknown profile ${JSON.stringify(name)}`, {
    hint: near === undefined ? `one of ${known.join(', ')}` : `did you mean ${near}?`,
  })
}
