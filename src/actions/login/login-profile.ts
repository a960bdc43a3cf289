import {defined} from '../../core/defined.ts'
import type {ConfigData, ProfileConfig} from '../../config/config-file.ts'
import {HooksError} from '../../core/errors.ts'
import {isLoopbackName} from '../../core/net/loopback.ts'
import {loadProviders} from '../../providers/index.ts'
import type {Credential} from '../../providers/contract/account.ts'
import {findLimitation, createUnsupportedError} from '../target/capabilities.ts'
import {
  findVendorProfile,
  listKnownProfiles,
  requireKnownProfile,
  LOCAL_PROFILE,
  toVendors,
  type VendorProfile,
} from '../target/profiles.ts'
import {asTyped, type Sourced} from '../target/sourced.ts'
import type {Context} from '../../context/context.ts'

/** The credentials of a hooks server. */
export const SERVER_CREDENTIALS: readonly Credential[] = [
  {name: 'serverKey', label: 'server key', env: 'HOOKS_SERVER_KEY', secret: true},
]

/** A profile as it will be once its credentials are saved. */
export type LoginProfile = {
  readonly name: string
  readonly credentials: readonly Credential[]
  /** Absent for a hooks server. */
  readonly vendor?: VendorProfile
  /** What is saved besides the credentials. */
  readonly added: ProfileConfig
}

export type LoginWish = {
  readonly vendor: string | undefined
  readonly baseUrl: string | undefined
  readonly scope: string | undefined
  /** `--api-url`, which is only for a hooks server. */
  readonly apiUrl?: Sourced | undefined
}

/**
 * The profile to log in to: an existing one, or a new one for the named vendor.
 *
 * @throws HooksError usage
 */
export async function resolveLoginProfile(
  name: string,
  request: LoginWish,
  {config, context}: {config: ConfigData; context: Context},
): Promise<LoginProfile> {
  if (name === LOCAL_PROFILE) return toLocalProfile(request)
  if (request.apiUrl?.source === 'flag') {
    throw new HooksError('usage', `--api-url is only for a hooks server, not for profile ${name}`, {
      hint: `give the URL of the vendor's API with: --base-url ${request.apiUrl.value}`,
    })
  }
  const isKnown = (await listKnownProfiles(config)).includes(name)
  if (!isKnown) checkName(name)
  const vendor = request.vendor ?? (isKnown ? undefined : await askForVendor(name, context))
  if (!isKnown && vendor === undefined) await requireKnownProfile(name, config)
  const added: ProfileConfig = {
    ...(vendor === undefined ? {} : await findVendorConfig(name, vendor)),
    ...(request.baseUrl === undefined ? {} : {baseUrl: checkBaseUrl(request.baseUrl)}),
    ...defined({scope: request.scope}),
  }
  const profiles = {...config.profiles, [name]: {...config.profiles?.[name], ...added}}
  const found = await findVendorProfile(asTyped(name), {...config, profiles})
  return {name, credentials: found.provider.account.credentials, vendor: found, added}
}

function toLocalProfile({vendor, baseUrl}: LoginWish): LoginProfile {
  if (vendor === undefined && baseUrl === undefined) {
    return {name: LOCAL_PROFILE, credentials: SERVER_CREDENTIALS, added: {}}
  }
  throw new HooksError('usage', `profile ${LOCAL_PROFILE} is reserved for a hooks server`, {
    hint: 'choose another name with --profile, or give the URL of the server with --api-url',
  })
}

function checkName(name: string): void {
  if (/^\w[\w.-]{0,62}$/.test(name) && name !== '__proto__') return
  throw new HooksError('usage', `${JSON.stringify(name)} is not a valid profile name`, {
    hint: 'use letters, digits, ., - and _, for example: staging',
  })
}

/** Undefined without a terminal: the profile is then reported as unknown. */
async function askForVendor(name: string, context: Context): Promise<string | undefined> {
  if (!context.isInteractive) return undefined
  const choices = toVendors(await loadProviders()).map(({profile, label, baseUrl}) => ({
    value: profile,
    label,
    description: baseUrl,
  }))
  const prompter = await context.prompter()
  return prompter.select({message: `Which vendor is the new profile ${name} for?`, choices})
}

/** @throws HooksError usage */
async function findVendorConfig(name: string, vendor: string): Promise<ProfileConfig> {
  const providers = await loadProviders()
  const all = toVendors(providers)
  const found =
    all.find(({profile}) => profile === vendor) ??
    all.find(({provider}) => provider.name === vendor)
  if (found === undefined) {
    const known = providers.find((provider) => provider.name === vendor)
    const why = known && findLimitation(known, 'create')
    if (why !== undefined) throw createUnsupportedError(why)
    throw new HooksError('usage', `unknown vendor ${JSON.stringify(vendor)}`, {
      hint: `use one of ${all.map(({profile}) => profile).join(', ')}`,
    })
  }
  const builtIn = all.find(({profile}) => profile === name)
  if (builtIn !== undefined && builtIn !== found) {
    throw new HooksError('usage', `profile ${name} is built in and reserved for ${builtIn.label}`, {
      hint: `give the new profile another name: --profile ${vendor}-2`,
    })
  }
  return {provider: found.provider.name, baseUrl: found.baseUrl}
}

/** @throws HooksError usage */
function checkBaseUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const isSafe = parsed?.protocol === 'https:' || isLoopbackName(parsed?.hostname ?? '')
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || !isSafe) {
    throw new HooksError('usage', `--base-url ${JSON.stringify(url)} is not an https URL`, {
      hint: 'credentials are sent to this URL: use https, or http with a loopback address',
    })
  }
  if (parsed.username === '' && parsed.search === '' && parsed.hash === '') {
    return url.replace(/\/+$/, '')
  }
  throw new HooksError('usage', '--base-url must have only an origin and a path', {
    hint: 'remove the user name, query and fragment',
  })
}
