import type {ConfigData} from '../../config/config-file.ts'
import {referenceKind, REFERENCE_KINDS, resolveReference} from '../../config/reference.ts'
import {HooksError} from '../../core/errors.ts'
import type {Credentials, Credential} from '../../providers/contract/account.ts'
import {limitation} from '../../actions/target/capabilities.ts'
import type {LoginProfile} from './login-profile.ts'
import {readInput} from '../../context/read-input.ts'
import {selectedApiUrl, type Selection} from '../../actions/target/selection.ts'
import type {Connection} from '../../actions/target/connection.ts'
import {connect} from '../../actions/target/target.ts'
import type {Context} from '../../context/context.ts'

/**
 * Tries credentials that are not kept yet; false where the provider has nothing harmless to ask.
 *
 * @throws HooksError unauthorized or unreachable
 */
export async function checkLogin(
  {vendor, credentials}: {vendor: LoginProfile['vendor']; credentials: Credentials},
  selection: Selection,
  {env, network}: Connection,
): Promise<boolean> {
  const resolved = await Promise.all(
    Object.entries(credentials).map(
      async ([name, value]) => [name, await resolveReference(value, env)] as const,
    ),
  )
  const whole = Object.fromEntries(resolved)
  if (vendor === undefined) {
    const {controlClient} = await import('../../control/client.ts')
    const {value: url} = selectedApiUrl(selection)
    await controlClient({url, key: whole['serverKey'], network}).webhooks.list()
    return true
  }
  if (limitation(vendor.provider, 'list') !== undefined) return false
  const scope = selection.scope?.value ?? vendor.stored.scope
  await connect(vendor, whole, {scope, network}).list()
  return true
}

export type LoginInput = {
  /** `name=reference`, each as typed. */
  readonly references: readonly string[]
  readonly keyFile: string | undefined
}

/**
 * The values to keep for these credentials, each as it is or as a reference: as referred to, from a
 * file, or asked for where there is a person.
 *
 * @throws HooksError usage
 */
export async function collectCredentials(
  credentials: readonly Credential[],
  {references, keyFile}: LoginInput,
  context: Context,
): Promise<Credentials> {
  const referred = Object.fromEntries(references.map((each) => parseReference(each, credentials)))
  const left = credentials.filter(({name}) => !Object.hasOwn(referred, name))
  if (left.length === 0) return referred
  if (keyFile !== undefined) {
    return {...referred, ...parseKeyFile(await readInput(keyFile, context), left)}
  }
  if (!context.isInteractive) {
    throw new HooksError('usage', 'missing --key-file', {
      hint: `add --key-file FILE (or - for standard input) or --credential ${left[0]?.name ?? 'name'}=env:NAME, or run this on a terminal to be asked`,
    })
  }
  const prompter = await context.prompter()
  const values: Record<string, string> = {...referred}
  for (const {name, label, secret} of left) {
    const question = {message: `${label}:`}
    values[name] = await (secret ? prompter.secret(question) : prompter.input(question))
  }
  return values
}

/**
 * Moves what is secret into the keychain; what is left are references to it.
 *
 * @throws HooksError usage, where there is none or it refuses
 */
export async function intoKeychain(
  profile: string,
  credentials: Credentials,
  {wanted, env}: {wanted: readonly Credential[]; env: Context['env']},
): Promise<{credentials: Credentials; label: string}> {
  const {keychainName, requireKeychain} = await import('../../config/keychain.ts')
  const keychain = await requireKeychain(env)
  const kept: Record<string, string> = {...credentials}
  for (const {name, secret} of wanted) {
    const value = credentials[name]
    if (!secret || value === undefined || referenceKind(value) !== undefined) continue
    const entry = keychainName(profile, name)
    await keychain.write(entry, value)
    kept[name] = `keychain:${entry}`
  }
  return {credentials: kept, label: keychain.label}
}

/** The configuration with these values kept for a profile. */
export function withCredentials(
  data: ConfigData,
  {name, vendor, added}: LoginProfile,
  credentials: Credentials,
): ConfigData {
  if (vendor === undefined) return {...data, ...credentials}
  const profiles = data.profiles ?? {}
  return {...data, profiles: {...profiles, [name]: {...profiles[name], ...added, credentials}}}
}

/** A value itself would be seen in the list of processes and in the shell's history. */
function parseReference(typed: string, credentials: readonly Credential[]): [string, string] {
  const divider = typed.indexOf('=')
  const name = typed.slice(0, Math.max(0, divider))
  const value = typed.slice(divider + 1)
  const names = credentials.map((credential) => credential.name)
  if (divider === -1 || !names.includes(name)) {
    // What was typed may be a secret: it is not repeated.
    throw new HooksError('usage', '--credential does not begin with the name of a credential', {
      hint: `write ${names.map((each) => `--credential ${each}=env:NAME`).join(' or ')}`,
    })
  }
  if (referenceKind(value) !== undefined) return [name, value]
  throw new HooksError('usage', `--credential ${name} takes a reference, not the value itself`, {
    hint: `write ${name}=${REFERENCE_KINDS.map((kind) => `${kind}:…`).join(' or ')}; a value comes by --key-file or the prompt`,
  })
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
