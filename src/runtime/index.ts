import type {FastifyInstance} from 'fastify'
import {type Clock, systemClock, VirtualClock} from '../core/clock.ts'
import {findErrorCode, HooksError} from '../core/errors.ts'
import {isLoopbackHost} from '../core/net/loopback.ts'
import {keepAnswer} from '../core/keep-answer.ts'
import {advanceClock} from '../dispatcher/advance.ts'
import type {Dispatcher} from '../dispatcher/dispatcher.ts'
import {parseAllowedTarget, findTargetProblem, type TargetPolicy} from '../sending/guard.ts'
import {Pruner} from './pruner.ts'
import type {SendLimits} from '../sending/send.ts'
import type {RateLimit} from '../providers/emulator/contract.ts'
import {loadProviders} from '../providers/index.ts'
import type {Assumptions} from '../providers/contract/assumptions.ts'
import {buildApp, type ClientLimits} from '../server/app.ts'
import {Feed} from '../server/watch/feed.ts'
import {KnownSecrets, noteSecrets} from '../server/watch/known-secrets.ts'
import {
  createLogger,
  type LogFormat,
  type Logger,
  type LogStream,
  createProblemLogger,
} from '../server/watch/log.ts'
import {Telemetry} from '../server/watch/telemetry.ts'
import {logDisabled, createDispatcher} from './dispatcher.ts'
import {openStore, type Store} from '../store/index.ts'
import type {Retention} from '../store/retention/retention.ts'
import {createAesSealer} from '../store/rows/sealer.ts'

export type ServeOptions = {
  /** Address to listen on. */
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Host names to allow besides loopback. */
  readonly allowHosts: readonly string[]
  /** Private networks that deliveries may be sent to, each `CIDR[:PORT]`. */
  readonly allowTargets?: readonly string[]
  /** File path, or `memory:`. */
  readonly store: string
  /** 32 bytes to encrypt the store's secrets with; without it, a file keeps them in plain text. */
  readonly encryptionKey?: Buffer
  /** How long to keep finished deliveries. */
  readonly retention?: Partial<Retention>
  readonly apiKey: string
  readonly rateLimit: RateLimit
  /** Overrides of the providers' defaults, by `provider.name`. */
  readonly assumptions?: Assumptions
  readonly log: LogFormat
  /** Where the log goes; standard error by default. */
  readonly logStream?: LogStream | undefined
  readonly version?: string
  /** With a virtual clock, time advances only on request. */
  readonly clock?: Clock
  /** For webhooks without their own: `vendor` (default), `standard`, or delays: `5s,5m`. */
  readonly retries?: string
  readonly limits?: SendLimits
  /** The minimum number of changes kept for streams to resume from; 10,000 by default. */
  readonly feedItems?: number
  /** Interval between heartbeats on a stream; milliseconds, 15,000 by default. */
  readonly heartbeatMs?: number
  /** Time limits for clients; by default 10 s for the headers and 15 s for the whole request. */
  readonly clientLimits?: ClientLimits
  /** How long a stop waits for attempts and requests in progress; milliseconds. */
  readonly stopGraceMs?: number
}

export type RunningServer = AsyncDisposable & {
  /** Origin, without a trailing slash. */
  readonly url: string
  readonly store: Store
  /** Lets attempts in progress end, releases the rest, closes the store; by default within 5 s. */
  stop(): Promise<void>
}

export {openStore} from '../store/index.ts'
export {findStoreTrouble, type StoreTrouble} from '../store/examine.ts'

/** Leaves time for the rest of a stop, which takes at most 5 seconds. */
const STOP_GRACE_MS = 3000
/** How long the result of a readiness check is reused; milliseconds. */
const READY_MS = 1000
const DAY_MS = 24 * 60 * 60 * 1000
const RETENTION: Retention = {payloadsMs: 30 * DAY_MS, attemptsMs: 90 * DAY_MS}

/**
 * Starts the store, the dispatcher and the server; resolves once the server is listening.
 *
 * @throws HooksError usage, when the store or the port is not available, or an allowed target is
 *   not a valid network; unauthorized, when the encryption key is not that of the store
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const {clock = systemClock, version = '0.0.0', assumptions = {}} = options
  const targets = createTargetPolicy(options)
  const secrets = new KnownSecrets([options.apiKey])
  const logger = createLogger(options.log, options.logStream, (line) => secrets.clean(line))
  const telemetry = new Telemetry()
  const feed = new Feed(clock, options.feedItems)
  const providers = await loadProviders()
  const store = await openStore(options.store, clock, {
    onCommit: (durationMs) => telemetry.observeCommit(durationMs),
    onChange(change) {
      feed.publish(change)
      logDisabled(logger, change)
    },
    ...createSealerOptions(options, secrets),
  })
  const dispatcher = createDispatcher(
    {...options, clock, version, assumptions, targets},
    {store, providers, logger, telemetry},
  )
  const pruner = createPruner(options, {store, logger, telemetry})
  try {
    const app = await buildApp({
      ...options,
      store,
      providers,
      clock,
      version,
      assumptions,
      logger: createProblemLogger(logger),
      telemetry,
      feed,
      countInFlight: () => dispatcher.inFlight,
      isReady: keepAnswer(() => store.isWritable(), READY_MS),
      advanceClock: createAdvanceClock(clock, {dispatcher, store, pruner}),
      findTargetProblem: (url) => findTargetProblem(url, targets),
    })
    const url = await listen(app, options)
    dispatcher.start()
    pruner.start()
    const stop = callOnce(async () => {
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

/** A server on loopback may send to loopback; any server may send to the allowed targets. */
function createTargetPolicy({host, allowTargets = []}: ServeOptions): TargetPolicy {
  return {loopback: isLoopbackHost(host), allow: allowTargets.map(parseAllowedTarget)}
}

type ClockUsers = {readonly dispatcher: Dispatcher; readonly store: Store; readonly pruner: Pruner}

/** Advances a virtual clock and does what is due by then; undefined for the real clock. */
function createAdvanceClock(clock: Clock, {dispatcher, store, pruner}: ClockUsers) {
  if (!(clock instanceof VirtualClock)) return undefined
  return async (by: number | 'idle') => {
    await advanceClock({clock, dispatcher, store, by})
    await pruner.pass()
  }
}

/** If there is a key, encrypts the store's secrets and lets the log mask them. */
function createSealerOptions({encryptionKey}: ServeOptions, secrets: KnownSecrets) {
  return encryptionKey === undefined
    ? {}
    : {sealer: noteSecrets(createAesSealer(encryptionKey), secrets)}
}

type PrunerServices = {
  readonly store: Store
  readonly logger: Logger
  readonly telemetry: Telemetry
}

function createPruner(
  {retention}: ServeOptions,
  {store, logger, telemetry}: PrunerServices,
): Pruner {
  return new Pruner({
    ...RETENTION,
    ...retention,
    store,
    onPruned(rows) {
      telemetry.countPruned(rows)
      logger.info({rows}, 'deleted data past its retention period')
    },
    onError: (error) => logger.error({err: error}, 'cannot prune the store'),
  })
}

async function listen(app: FastifyInstance, {host, port}: ServeOptions): Promise<string> {
  try {
    const address = new URL(await app.listen({host, port}))
    return address.origin
  } catch (error) {
    await app.close()
    throw toListenError(error, host, port)
  }
}

/** Waits for requests in progress; closes their connections after the grace period. */
async function close(app: FastifyInstance, graceMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), graceMs)
  await app.close()
  clearTimeout(timer)
}

function toListenError(error: unknown, host: string, port: number): unknown {
  const code = findErrorCode(error)
  switch (code) {
    case 'EADDRINUSE':
      return new HooksError('usage', `port ${port} on ${host} is already in use`, {
        hint: 'choose another port with --port, or use --port 0 for any free port',
        cause: error,
      })
    case 'EACCES':
      return new HooksError('usage', `permission denied for port ${port}`, {
        hint: 'choose a port above 1023 with --port',
        cause: error,
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new HooksError('usage', `${host} is not an address of this machine`, {
        hint: 'use --host 127.0.0.1, or --host 0.0.0.0 for all addresses',
        cause: error,
      })
    default:
      return error
  }
}

/** Runs `work` once; later calls get the first call's promise. */
function callOnce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= work())
}
