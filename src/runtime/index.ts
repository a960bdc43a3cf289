import type {FastifyInstance} from 'fastify'
import {type Clock, systemClock, VirtualClock} from '../core/clock.ts'
import {HooksError} from '../core/errors.ts'
import {isLoopbackAddress} from '../core/net/loopback.ts'
import {steadily} from '../core/steadily.ts'
import {advance} from '../dispatcher/advance.ts'
import type {Dispatcher} from '../dispatcher/dispatcher.ts'
import {parseAllowedTarget, targetProblem, type TargetPolicy} from '../sending/guard.ts'
import {Pruner} from './pruner.ts'
import type {SendLimits} from '../sending/send.ts'
import type {RateLimit} from '../providers/emulator/contract.ts'
import {loadProviders} from '../providers/index.ts'
import type {Assumptions} from '../providers/contract/assumptions.ts'
import {buildApp, type ClientLimits} from '../server/app.ts'
import {Feed} from '../server/watch/feed.ts'
import {KnownSecrets, noting} from '../server/watch/known-secrets.ts'
import {
  createLogger,
  type LogFormat,
  type Logger,
  type LogStream,
  onlyProblems,
} from '../server/watch/log.ts'
import {Telemetry} from '../server/watch/telemetry.ts'
import {logDisabled, newDispatcher} from './dispatcher.ts'
import {openStore, type Store} from '../store/index.ts'
import type {Retention} from '../store/retention/retention.ts'
import {aesSealer} from '../store/rows/sealer.ts'

export type ServeOptions = {
  /** Address to listen on. */
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  /** Names for the Host check besides those of loopback. */
  readonly allowHosts: readonly string[]
  /** Private networks that deliveries may go to, each `CIDR[:PORT]`. */
  readonly allowTargets?: readonly string[]
  /** File path, or `memory:`. */
  readonly store: string
  /** 32 bytes that the store's secrets are sealed with; a file's are kept plain without. */
  readonly encryptionKey?: Buffer
  /** How long what is over is kept. */
  readonly retention?: Partial<Retention>
  readonly apiKey: string
  readonly rateLimit: RateLimit
  /** Replace providers' defaults, by `provider.name`. */
  readonly assumptions?: Assumptions
  readonly log: LogFormat
  /** Where the log goes; standard error when left out. */
  readonly logStream?: LogStream | undefined
  readonly version?: string
  /** A virtual one makes the time advance only when it is told to. */
  readonly clock?: Clock
  /** Schedule of webhooks that name none: `vendor` (the default), `standard`, or delays like `5s,5m`. */
  readonly retries?: string
  readonly limits?: SendLimits
  /** How many changes a stream can go back, at least; 10,000 when left out. */
  readonly feedItems?: number
  /** Between signs of life on a stream; milliseconds, 15,000 when left out. */
  readonly heartbeatMs?: number
  /** How long a client may take; 10 seconds for headers and 15 for a request when left out. */
  readonly clientLimits?: ClientLimits
  /** How long a stop waits for attempts and requests under way; milliseconds. */
  readonly stopGraceMs?: number
}

export type RunningServer = AsyncDisposable & {
  /** Origin, without a trailing slash. */
  readonly url: string
  readonly store: Store
  /** Lets attempts under way end, gives the rest back, closes the store; by default within 5 seconds. */
  stop(): Promise<void>
}

export {openStore} from '../store/index.ts'
export {storeTrouble, type StoreTrouble} from '../store/examine.ts'

/** With what follows it, a stop stays within 5 seconds. */
const STOP_GRACE_MS = 3000
/** How long an answer to the question whether the store takes writes holds; milliseconds. */
const READY_MS = 1000
const DAY_MS = 24 * 60 * 60 * 1000
const RETENTION: Retention = {payloadsMs: 30 * DAY_MS, attemptsMs: 90 * DAY_MS}

/**
 * Starts store, dispatcher and server; resolves once the server answers.
 *
 * @throws HooksError usage, when the store or the port cannot be had, or a target to allow is no network;
 *   unauthorized, when the encryption key is not that of the store
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const {clock = systemClock, version = '0.0.0', assumptions = {}} = options
  const targets = targetPolicy(options)
  const secrets = new KnownSecrets([options.apiKey])
  const logger = createLogger(options.log, options.logStream, (line) => secrets.clean(line))
  const telemetry = new Telemetry()
  const feed = new Feed(clock, options.feedItems)
  const providers = await loadProviders()
  const store = await openStore(options.store, clock, {
    onCommit: (durationMs) => telemetry.committed(durationMs),
    onChange(change) {
      feed.publish(change)
      logDisabled(logger, change)
    },
    ...sealing(options, secrets),
  })
  const dispatcher = newDispatcher(
    {...options, clock, version, assumptions, targets},
    {store, providers, logger, telemetry},
  )
  const pruner = newPruner(options, {store, logger, telemetry})
  try {
    const app = await buildApp({
      ...options,
      store,
      providers,
      clock,
      version,
      assumptions,
      logger: onlyProblems(logger),
      telemetry,
      feed,
      inFlight: () => dispatcher.inFlight,
      ready: steadily(() => store.isWritable(), READY_MS),
      advanceClock: clockControl(clock, {dispatcher, store, pruner}),
      targetProblem: (url) => targetProblem(url, targets),
    })
    const url = await listen(app, options)
    dispatcher.start()
    pruner.start()
    const stop = once(async () => {
      const {stopGraceMs = STOP_GRACE_MS} = options
      const ended = [close(app, stopGraceMs), dispatcher.stop(stopGraceMs), pruner.stop()]
      await Promise.all(ended)
      await store.close()
    })
    return {url, store, stop, [Symbol.asyncDispose]: stop}
  } catch (error) {
    await store.close()
    throw error
  }
}

/** A server that only this machine reaches may send to this machine; any may where it is told to. */
function targetPolicy({host, allowTargets = []}: ServeOptions): TargetPolicy {
  return {loopback: isLoopback(host), allow: allowTargets.map(parseAllowedTarget)}
}

type Working = {readonly dispatcher: Dispatcher; readonly store: Store; readonly pruner: Pruner}

/** What moves the time of a server with a virtual clock; undefined where time is real. */
function clockControl(clock: Clock, {dispatcher, store, pruner}: Working) {
  if (!(clock instanceof VirtualClock)) return undefined
  return async (by: number | 'idle') => {
    await advance({clock, dispatcher, store, by})
    await pruner.pass()
  }
}

/** Seals the store's secrets, where there is a key, and notes them for the log. */
function sealing({encryptionKey}: ServeOptions, secrets: KnownSecrets) {
  return encryptionKey === undefined ? {} : {sealer: noting(aesSealer(encryptionKey), secrets)}
}

type Watched = {readonly store: Store; readonly logger: Logger; readonly telemetry: Telemetry}

function newPruner({retention}: ServeOptions, {store, logger, telemetry}: Watched): Pruner {
  return new Pruner({
    ...RETENTION,
    ...retention,
    store,
    onPruned(rows) {
      telemetry.pruned(rows)
      logger.info({rows}, 'forgot what was kept long enough')
    },
    onError: (error) => logger.error({err: error}, 'the store cannot be pruned'),
  })
}

async function listen(app: FastifyInstance, {host, port}: ServeOptions): Promise<string> {
  try {
    const address = new URL(await app.listen({host, port}))
    return address.origin
  } catch (error) {
    await app.close()
    throw listenError(error, host, port)
  }
}

/** Lets requests under way end; cuts off those that take longer than a stop may. */
async function close(app: FastifyInstance, graceMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), graceMs)
  await app.close()
  clearTimeout(timer)
}

function listenError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return new HooksError('usage', `port ${port} of ${host} is in use`, {
        hint: 'give --port another one, or --port 0 for any that is free',
        cause: error,
      })
    case 'EACCES':
      return new HooksError('usage', `port ${port} needs rights that this user lacks`, {
        hint: 'give --port one above 1023',
        cause: error,
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new HooksError('usage', `${host} is no address of this machine`, {
        hint: 'give --host 127.0.0.1, or 0.0.0.0 for all',
        cause: error,
      })
    default:
      return error
  }
}

/** Whether an address to listen on is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || isLoopbackAddress(host)
}

/** Later calls get the first call's promise. */
function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= work())
}
