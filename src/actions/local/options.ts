import {randomBytes} from 'node:crypto'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {ensureServerKey, type ConfigStore} from '../../config/config-store.ts'
import type {Env} from '../../config/env.ts'
import {readOrCreateEncryptionKey, findEncryptionKey} from '../../config/encryption-key.ts'
import {prepareDefaultStore} from '../../config/folders.ts'
import {resolveReference} from '../../config/reference.ts'
import {VirtualClock} from '../../core/clock.ts'
import {toRetryPolicy} from '../../core/delivery-settings.ts'
import {STANDARD_RETRIES} from '../../core/delivery.ts'
import {findErrorCode, HooksError} from '../../core/errors.ts'
import type {RunningServer, ServeOptions} from '../../runtime/index.ts'
import {isLoopbackHost} from '../../core/net/loopback.ts'
import {parseDuration} from '../../core/duration.ts'
import {readSecret} from '../../context/read-input.ts'
import type {Context} from '../../context/context.ts'

/** Shorter keys could be guessed. */
const MIN_KEY_LENGTH = 16

export type ServerKey = {
  readonly key: string
  /** Whether the user chose it, and so can share it. */
  readonly chosen: boolean
}

export type ServeFlags = {
  readonly host: string
  readonly port: number
  readonly 'allow-host'?: readonly string[] | undefined
  readonly 'allow-target'?: readonly string[] | undefined
  readonly 'keep-payloads': string
  readonly 'keep-attempts': string
  readonly 'rate-limit': ServeOptions['rateLimit']
  readonly retries: string
  readonly clock: 'real' | 'virtual'
}

type OptionsOfFlags = Pick<
  ServeOptions,
  'host' | 'port' | 'allowHosts' | 'allowTargets' | 'retention' | 'rateLimit' | 'retries' | 'clock'
>

/** The options that follow from the flags alone. @throws HooksError usage */
export function readServeOptions(flags: ServeFlags, now: Date): OptionsOfFlags {
  toRetryPolicy(flags.retries, STANDARD_RETRIES)
  return {
    host: flags.host,
    port: flags.port,
    allowHosts: flags['allow-host'] ?? [],
    allowTargets: flags['allow-target'] ?? [],
    retention: readRetention(flags),
    rateLimit: flags['rate-limit'],
    retries: flags.retries,
    ...(flags.clock === 'virtual' ? {clock: new VirtualClock(now.getTime())} : {}),
  }
}

/** @throws HooksError usage */
function readRetention(flags: ServeFlags) {
  const payloadsMs = parseDuration(flags['keep-payloads'], '--keep-payloads')
  const attemptsMs = parseDuration(flags['keep-attempts'], '--keep-attempts')
  if (attemptsMs >= payloadsMs) return {payloadsMs, attemptsMs}
  throw new HooksError('usage', '--keep-attempts is shorter than --keep-payloads', {
    hint: 'a delivery is kept at least as long as its body',
  })
}

export function chooseLogFormat(quiet: boolean, forPeople: boolean): ServeOptions['log'] {
  if (quiet) return 'silent'
  return forPeople ? 'pretty' : 'json'
}

/** HOOKS_SERVER_KEY, the file given, or this machine's own key. @throws HooksError usage */
export async function chooseServerKey(
  file: string | undefined,
  settings: ConfigStore,
  context: Context,
): Promise<ServerKey> {
  const given = file === undefined ? context.env.serverKey : await readSecret(file, context)
  if (given === undefined) {
    const key = await resolveReference(await ensureServerKey(settings), context.env)
    return {key, chosen: false}
  }
  if (given.length >= MIN_KEY_LENGTH && /^[\x21-\x7e]+$/.test(given))
    return {key: given, chosen: true}
  throw new HooksError(
    'usage',
    `the server key is not ${MIN_KEY_LENGTH} or more printable characters`,
    {
      hint: 'make one with: openssl rand -hex 24',
    },
  )
}

/**
 * @throws HooksError usage: other machines could reach a server with a key that the user did not
 * choose
 */
export function checkHost(host: string, {chosen}: ServerKey): void {
  if (isLoopbackHost(host) || chosen) return
  throw new HooksError('usage', `--host ${host} exposes the server to other machines`, {
    hint: 'set its key first: HOOKS_SERVER_KEY, or --api-key-file FILE',
  })
}

/** Where the store is. Disposing removes it if it is temporary. */
export type StorePlace = AsyncDisposable & {
  readonly location: string
  /** Encrypts its secrets, and identifies them in the log; generated anew for a store in memory. */
  readonly encryptionKey: Buffer
}

type PlaceFlags = {
  readonly store?: string | undefined
  readonly demo: boolean
  readonly 'encryption-key-file'?: string | undefined
}

/** The given store, the default one, or for a demo a temporary one. */
export async function chooseStorePlace(
  {store: named, demo, 'encryption-key-file': keyFile}: PlaceFlags,
  env: Env,
): Promise<StorePlace> {
  if (!demo || named !== undefined) {
    const location = named ?? (await prepareDefaultStore(env))
    const isLasting = location !== 'memory:' || keyFile !== undefined
    const encryptionKey = isLasting ? await findKey(location, keyFile, env) : randomBytes(32)
    return {location, encryptionKey, [Symbol.asyncDispose]: async () => {}}
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'hooks-demo-'))
  return {
    location: path.join(folder, 'hooks.db'),
    encryptionKey: randomBytes(32),
    [Symbol.asyncDispose]: () => rm(folder, {recursive: true, force: true}),
  }
}

/**
 * Generates this machine's key only for a store that opens without one, never in place of a lost
 * one.
 */
async function findKey(location: string, file: string | undefined, env: Env): Promise<Buffer> {
  const known = file ?? (await findEncryptionKey(file, env)).key
  const {openStore} = await import('../../runtime/index.ts')
  if (known === undefined) await (await openStore(location)).close()
  return readOrCreateEncryptionKey(file, env)
}

/** Serves on the requested port; with `orAnyPort`, on a free one if that is in use. */
export async function startOnAnyPort(
  options: ServeOptions,
  orAnyPort: boolean,
): Promise<RunningServer> {
  const {serve} = await import('../../runtime/index.ts')
  try {
    return await serve(options)
  } catch (error) {
    const inUse = error instanceof HooksError && isAddressInUse(error.cause)
    if (!orAnyPort || !inUse) throw error
    return serve({...options, port: 0})
  }
}

function isAddressInUse(cause: unknown): boolean {
  return findErrorCode(cause) === 'EADDRINUSE'
}
