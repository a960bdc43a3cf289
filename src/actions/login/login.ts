import type {ConfigData} from '../../config/config-file.ts'
import {findReferenceKind, REFERENCE_KINDS, resolveReference} from '../../config/reference.ts'
import {HooksError} from '../../core/errors.ts'
import type {Credentials, Credential} from '../../providers/contract/account.ts'
import {findLimitation} from '../target/capabilities.ts'
import type {LoginProfile} from './login-profile.ts'
import {readInput} from '../../context/read-input.ts'
import {selectApiUrl, type Selection} from '../target/selection.ts'
import type {Connection} from '../target/connection.ts'
import {connectVendor} from '../target/target.ts'
import type {Context} from '../../context/context.ts'

/**
 * Tries credentials before they are saved; false if the provider has no harmless request to try.
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
    const {createControlClient} = await import('../../control/client.ts')
    const {value: url} = selectApiUrl(selection)
    await createControlClient({url, key: whole['serverKey'], network}).webhooks.list()
    return true
  }
  if (findLimitation(vendor.provider, 'list') !== undefined) return false
  const scope = selection.scope?.value ?? vendor.stored.scope
  await connectVendor(vendor, whole, {scope, network}).list()
  return true
}

export type LoginInput = {
  /** Each as typed: `name=reference`. */
  readonly references: readonly string[]
  readonly keyFile: string | undefined
}

/**
 * The values or references to save for these credentials: given as references, read from a file, or
 * asked for in a terminal.
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
      hint: `add --key-file FILE (or - for standard input) or --credential ${left[0]?.name ?? 'name'}=env:NAME, or run this in a terminal to be prompted`,
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
 * Moves the secret values into the keychain and replaces them with references.
 *
 * @throws HooksError usage, if there is no keychain or it refuses
 */
export async function storeInKeychain(
  profile: string,
  credentials: Credentials,
  {wanted, env}: {wanted: readonly Credential[]; env: Context['env']},
): Promise<{credentials: Credentials; label: string}> {
  const {nameInKeychain, requireKeychain} = await import('../../config/keychain.ts')
  const keychain = await requireKeychain(env)
  const kept: Record<string, string> = {...credentials}
  for (const {name, secret} of wanted) {
    const value = credentials[name]
    if (!secret || value === undefined || findReferenceKind(value) !== undefined) continue
    const entry = nameInKeychain(profile, name)
    await keychain.write(entry, value)
    kept[name] = `keychain:${entry}`
  }
  return {credentials: kept, label: keychain.label}
}

/** The configuration with these credentials added to a profile. */
export function addCredentials(
  data: ConfigData,
  {name, vendor, added}: LoginProfile,
  credentials: Credentials,
): ConfigData {
  if (vendor === undefined) return {...data, ...credentials}
  const profiles = data.profiles ?? {}
  return {...data, profiles: {...profiles, [name]: {...profiles[name], ...added, credentials}}}
}

/** Plain values are refused: process lists and shell histories would show them. */
function parseReference(typed: string, credentials: readonly Credential[]): [string, string] {
  const divider = typed.indexOf('=')
  const name = typed.slice(0, Math.max(0, divider))
  const value = typed.slice(divider + 1)
  const names = credentials.map((credential) => credential.name)
  if (divider === -1 || !names.includes(name)) {
    // Do not repeat what was typed: it may be a secret.
    throw new HooksError('usage', '--credential must start with the name of a credential', {
      hint: `write ${names.map((each) => `--credential ${each}=env:NAME`).join(' or ')}`,
    })
  }
  if (findReferenceKind(value) !== undefined) return [name, value]
  throw new HooksError('usage', `--credential ${name} must be a reference, not the value itself`, {
    hint: `write ${name}=${REFERENCE_KINDS.map((kind) => `${kind}:…`).join(' or ')}; to give the value itself, use --key-file or the prompt`,
  })
}

/** A single credential is the whole file; several are one `name=value` per line. */
function parseKeyFile(text: string, credentials: readonly Credential[]): Credentials {
  const [only, another] = credentials
  if (only !== undefined && another === undefined) return {[only.name]: requireOneLine(text.trim())}

  const pairs = text.split(/\r?\n/).map((line) => {
    const divider = line.indexOf('=')
    return [line.slice(0, Math.max(0, divider)).trim(), line.slice(divider + 1).trim()] as const
  })
  const found = credentials.map(
    ({name}) => [name, pairs.find(([key]) => key === name)?.[1] ?? ''] as const,
  )
  const missing = found.filter(([, value]) => value === '').map(([name]) => `${name}=…`)
  if (missing.length > 0) {
    throw new HooksError('usage', `the key file is missing ${missing.join(' and ')}`, {
      hint: 'write one name=value per line',
    })
  }
  return Object.fromEntries(found)
}

function requireOneLine(value: string): string {
  if (!/[\r\n]/.test(value)) return value
  throw new HooksError('usage', 'the key file has more than one line', {
    hint: 'put nothing but the credential into it',
  })
}
