import type {ConfigData, ProfileConfig} from '../../config/config-file.ts'
import {HooksError} from '../../core/errors.ts'
import {findNearest} from '../../core/nearest.ts'
import {loadProvider, loadProviders} from '../../providers/index.ts'
import type {Provider} from '../../providers/provider.ts'
import {createUnsupportedError} from './capabilities.ts'
import {asTyped, type Sourced} from './sourced.ts'

/** The built-in profile of a hooks server; the only one without a provider. */
export const LOCAL_PROFILE = 'local'

/** A profile of a vendor. */
export type VendorProfile = {
  readonly name: string
  readonly provider: Provider
  /** No trailing slash. */
  readonly baseUrl: string
  readonly stored: ProfileConfig
}

/** A vendor's profile; it has no base URL if the vendor has no API. */
export type Vendor = Omit<VendorProfile, 'baseUrl'> & {readonly baseUrl: string | undefined}

/**
 * Finds a profile by name: an environment of a provider (built in), or one stored on this machine.
 * Settings stored under a built-in name override its own.
 *
 * @throws HooksError usage, suggesting the nearest profile; unsupported, if the vendor has no API
 */
export async function findVendorProfile(
  named: Sourced,
  config: ConfigData,
): Promise<VendorProfile> {
  const found = await findVendor(named, config)
  const {provider, baseUrl} = found
  if (baseUrl === undefined) throw createNoApiError(provider)
  return {...found, baseUrl}
}

/**
 * Like `findVendorProfile`, but without a base URL if the vendor has no API.
 *
 * @throws HooksError usage
 */
export async function findVendor(named: Sourced, config: ConfigData): Promise<Vendor> {
  const {value: name} = named
  const stored = Object.entries(config.profiles ?? {}).find(([key]) => key === name)?.[1] ?? {}
  const providers = await loadProviders()
  const builtIn = toVendors(providers).find(({profile}) => profile === name)
  if (builtIn !== undefined) {
    const baseUrl = stored.baseUrl ?? builtIn.baseUrl
    return {name, provider: builtIn.provider, baseUrl, stored}
  }
  const namesake = providers.find((provider) => provider.name === (stored.provider ?? name))
  if (namesake?.account.environments.length === 0) {
    return {name, provider: namesake, baseUrl: undefined, stored}
  }
  if (stored.provider === undefined) throw createUnknownProfileError(named, providers, config)

  const provider = await loadProvider(stored.provider)
  const [usual] = provider.account.environments
  return {name, provider, baseUrl: stored.baseUrl ?? usual?.baseUrl, stored}
}

function createNoApiError({label, client}: Provider): HooksError {
  const {create} = client.capabilities
  if (create !== 'yes') return createUnsupportedError(create)
  return new HooksError('unsupported', `${label} has no API for webhooks`, {
    hint: `use the local server: --profile ${LOCAL_PROFILE}`,
  })
}

/** Every vendor's environments: each is a built-in profile. */
export function toVendors(providers: readonly Provider[]) {
  return providers.flatMap((provider) =>
    provider.account.environments.map((environment) => ({...environment, provider})),
  )
}

/** The names of all profiles, the built-in ones first. */
export async function listKnownProfiles(config: ConfigData): Promise<string[]> {
  return listProfileNames(await loadProviders(), config)
}

/** @throws HooksError usage, suggesting the nearest profile */
export async function requireKnownProfile(name: string, config: ConfigData): Promise<void> {
  if (name !== LOCAL_PROFILE) await findVendorProfile(asTyped(name), config)
}

/** @throws HooksError usage, if nothing is stored under this name */
export async function requireStoredProfile(name: string, config: ConfigData): Promise<void> {
  if (Object.hasOwn(config.profiles ?? {}, name)) return
  await requireKnownProfile(name, config)
  throw new HooksError('usage', `profile ${name} is built in, and nothing is stored for it`, {
    hint: `remove credentials with: hooks logout --profile ${name}`,
  })
}

function listProfileNames(providers: readonly Provider[], config: ConfigData): string[] {
  const builtIn = toVendors(providers).map(({profile}) => profile)
  return [...new Set([LOCAL_PROFILE, ...builtIn, ...Object.keys(config.profiles ?? {})])]
}

function createUnknownProfileError(
  {value: name, source, from}: Sourced,
  providers: readonly Provider[],
  config: ConfigData,
): HooksError {
  const known = listProfileNames(providers, config)
  const near = findNearest(name, known)
  const where = source === 'flag' || from === undefined ? '' : ` (set by ${from})`
  return new HooksError('usage', `unknown profile ${JSON.stringify(name)}${where}`, {
    hint:
      near === undefined
        ? `use one of ${known.join(', ')}; create another with: hooks login --profile NAME --vendor VENDOR`
        : `did you mean ${near}?`,
  })
}
