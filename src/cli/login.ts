import type {ConfigData} from '../config/config-file.ts'
import type {ConfigStore} from '../config/config-store.ts'
import {resolveReference} from '../config/reference.ts'
import {HooksError} from '../core/errors.ts'
import type {Credential, Credentials} from '../providers/provider.ts'
import {limitation} from './capabilities.ts'
import {findVendorProfile, LOCAL_PROFILE} from './profiles.ts'
import {readInput} from './read-input.ts'
import {selectedApiUrl, type Selection, type Surroundings} from './selection.ts'
import {connect} from './target.ts'
import type {World} from './world.ts'

/** What a server of ours wants to see. */
export const SERVER_CREDENTIALS: readonly Credential[] = [
  {name: 'serverKey', label: 'server key', env: 'HOOKS_SERVER_KEY', secret: true},
]

/** What a profile needs. @throws HooksError usage, when there is no such profile */
export async function credentialsOf(
  profile: string,
  settings: ConfigStore,
): Promise<readonly Credential[]> {
  if (profile === LOCAL_PROFILE) return SERVER_CREDENTIALS
  return (await findVendorProfile(profile, await settings.read())).provider.credentials
}

/**
 * Tries credentials that are not kept yet; false where the provider has nothing harmless to ask.
 *
 * @throws HooksError unauthorized or unreachable
 */
export async function checkLogin(
  {profile, credentials}: {profile: string; credentials: Credentials},
  selection: Selection,
  {settings, env}: Surroundings,
): Promise<boolean> {
  const resolved = await Promise.all(
    Object.entries(credentials).map(
      async ([name, value]) => [name, await resolveReference(value, env)] as const,
    ),
  )
  const whole = Object.fromEntries(resolved)
  if (profile === LOCAL_PROFILE) {
    const {controlClient} = await import('../control/client.ts')
    const {value: url} = selectedApiUrl(selection)
    await controlClient({url, key: whole['serverKey']}).webhooks.list()
    return true
  }
  const found = await findVendorProfile(profile, await settings.read())
  if (limitation(found.provider, 'list') !== undefined) return false
  await connect(found, whole, selection.scope?.value ?? found.stored.scope).list()
  return true
}

/**
 * The values to keep for these credentials, each as it is or as a reference: from a file, or asked
 * for where there is a person.
 *
 * @throws HooksError usage
 */
export async function collectCredentials(
  credentials: readonly Credential[],
  keyFile: string | undefined,
  world: World,
): Promise<Credentials> {
  if (keyFile !== undefined) return parseKeyFile(await readInput(keyFile, world), credentials)
  if (!world.interactive) {
    throw new HooksError('usage', 'missing --key-file', {
      hint: 'add --key-file FILE (or - for standard input), or run this on a terminal to be asked',
    })
  }
  const prompter = await world.prompter()
  const values: Record<string, string> = {}
  for (const {name, label, secret} of credentials) {
    const question = {message: `${label}:`}
    values[name] = await (secret ? prompter.secret(question) : prompter.input(question))
  }
  return values
}

/** The configuration with these values kept for a profile. */
export function withCredentials(
  data: ConfigData,
  profile: string,
  credentials: Credentials,
): ConfigData {
  if (profile === LOCAL_PROFILE) return {...data, ...credentials}
  const profiles = data.profiles ?? {}
  return {...data, profiles: {...profiles, [profile]: {...profiles[profile], credentials}}}
}

/** One credential is the whole file; several are a `name=value` line each. */
function parseKeyFile(text: string, credentials: readonly Credential[]): Credentials {
  const [only, another] = credentials
  if (only !== undefined && another === undefined) return {[only.name]: oneLine(text.trim())}

  const pairs = text.split(/\r?\n/).map((line) => {
    const divider = line.indexOf('=')
    return [line.slice(0, Math.max(0, divider)).trim(), line.slice(divider + 1).trim()] as const
  })
  const found = credentials.map(
    ({name}) => [name, pairs.find(([key]) => key === name)?.[1] ?? ''] as const,
  )
  const missing = found.filter(([, value]) => value === '').map(([name]) => `${name}=…`)
  if (missing.length > 0) {
    throw new HooksError('usage', `the key file lacks ${missing.join(' and ')}`, {
      hint: 'write one name=value on each line',
    })
  }
  return Object.fromEntries(found)
}

function oneLine(value: string): string {
  if (!/[\r\n]/.test(value)) return value
  throw new HooksError('usage', 'the key file holds more than one line')
}
