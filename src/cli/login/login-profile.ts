import {defined} from '../../core/defined.ts'
import type {ConfigData, ProfileConfig} from '../../config/config-file.ts'
import {HooksError} from '../../core/errors.ts'
import {isLoopbackName} from '../../core/net/loopback.ts'
import {loadProviders} from '../../providers/index.ts'
import type {Credential} from '../../providers/contract/account.ts'
import {limitation, unsupported} from '../../actions/target/capabilities.ts'
import {
  findVendorProfile,
  knownProfiles,
  LOCAL_PROFILE,
  vendors,
  type VendorProfile,
} from '../../actions/target/profiles.ts'
import {asTyped, type Sourced} from '../../actions/target/sourced.ts'
import type {Context} from '../../context/context.ts'

/** What a server of ours wants to see. */
export const SERVER_CREDENTIALS: readonly Credential[] = [
  {name: 'serverKey', label: 'server key', env: 'HOOKS_SERVER_KEY', secret: true},
]

/** A profile as it will be once its credentials are kept. */
export type LoginProfile = {
  readonly name: string
  readonly credentials: readonly Credential[]
  /** Absent for a server of ours. */
  readonly vendor?: VendorProfile
  /** What is kept of it besides credentials. */
  readonly added: ProfileConfig
}

export type LoginWish = {
  readonly vendor: string | undefined
  readonly baseUrl: string | undefined
  readonly scope: string | undefined
  /** `--api-url`, which is for a server of ours. */
  readonly apiUrl?: Sourced | undefined
}

/**
 * The profile to log in to: one that is there, or a new one that leads to the vendor named.
 *
 * @throws HooksError usage
 */
export async function loginProfile(
  name: string,
  wish: LoginWish,
  {config, context}: {config: ConfigData; context: Context},
): Promise<LoginProfile> {
  if (name === LOCAL_PROFILE) return localProfile(wish)
  if (wish.apiUrl?.source === 'flag') {
    throw new HooksError('usage', `--api-url is for a server of ours, not for profile ${name}`, {
      hint: `give the address of its API with: --base-url ${wish.apiUrl.value}`,
    })
  }
  const known = await knownProfiles(config)
  if (!known.includes(name)) checkName(name)
  const vendor = wish.vendor ?? (known.includes(name) ? undefined : await askVendor(name, context))
  const added: ProfileConfig = {
    ...(vendor === undefined ? {} : await leadingTo(name, vendor)),
    ...(wish.baseUrl === undefined ? {} : {baseUrl: checkedUrl(wish.baseUrl)}),
    ...defined({scope: wish.scope}),
  }
  const profiles = {...config.profiles, [name]: {...config.profiles?.[name], ...added}}
  const found = await findVendorProfile(asTyped(name), {...config, profiles})
  return {name, credentials: found.provider.account.credentials, vendor: found, added}
}

function localProfile({vendor, baseUrl}: LoginWish): LoginProfile {
  if (vendor === undefined && baseUrl === undefined) {
    return {name: LOCAL_PROFILE, credentials: SERVER_CREDENTIALS, added: {}}
  }
  throw new HooksError('usage', `profile ${LOCAL_PROFILE} leads to a server of ours`, {
    hint: 'name another one with --profile, or give the address of the server to --api-url',
  })
}

function checkName(name: string): void {
  if (/^\w[\w.-]{0,62}$/.test(name) && name !== '__proto__') return
  throw new HooksError('usage', `${JSON.stringify(name)} is no name for a profile`, {
    hint: 'use letters, digits, - and _, like staging',
  })
}

/** Undefined off a terminal: what is unknown is then told as such. */
async function askVendor(name: string, context: Context): Promise<string | undefined> {
  if (!context.isInteractive) return undefined
  const choices = vendors(await loadProviders()).map(({profile, label, baseUrl}) => ({
    value: profile,
    label,
    description: baseUrl,
  }))
  const prompter = await context.prompter()
  return prompter.select({message: `Where does the new profile ${name} lead?`, choices})
}

/** @throws HooksError usage */
async function leadingTo(name: string, vendor: string): Promise<ProfileConfig> {
  const providers = await loadProviders()
  const all = vendors(providers)
  const found =
    all.find(({profile}) => profile === vendor) ??
    all.find(({provider}) => provider.name === vendor)
  if (found === undefined) {
    const known = providers.find((provider) => provider.name === vendor)
    const why = known && limitation(known, 'create')
    if (why !== undefined) throw unsupported(why)
    throw new HooksError('usage', `unknown vendor ${JSON.stringify(vendor)}`, {
      hint: `one of ${all.map(({profile}) => profile).join(', ')}`,
    })
  }
  const builtIn = all.find(({profile}) => profile === name)
  if (builtIn !== undefined && builtIn !== found) {
    throw new HooksError('usage', `profile ${name} is built in, and leads to ${builtIn.label}`, {
      hint: `give the new profile another name: --profile ${vendor}-2`,
    })
  }
  return {provider: found.provider.name, baseUrl: found.baseUrl}
}

/** @throws HooksError usage */
function checkedUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const isSafe = parsed?.protocol === 'https:' || isLoopbackName(parsed?.hostname ?? '')
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || !isSafe) {
    throw new HooksError('usage', `--base-url ${JSON.stringify(url)} is not an https address`, {
      hint: 'credentials travel there; http is for this machine only',
    })
  }
  if (parsed.username === '' && parsed.search === '' && parsed.hash === '') {
    return url.replace(/\/+$/, '')
  }
  throw new HooksError('usage', '--base-url has more than an origin and a path', {
    hint: 'leave user name, query and fragment out',
  })
}
