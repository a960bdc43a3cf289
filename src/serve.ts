import type {FastifyInstance} from 'fastify'
import {type Clock, systemClock} from './core/clock.ts'
import {HooksError} from './core/errors.ts'
import {Dispatcher} from './dispatcher/dispatcher.ts'
import {parseAllowedTarget, targetProblem, type TargetPolicy} from './dispatcher/guard.ts'
import type {SendLimits} from './dispatcher/send.ts'
import type {RateLimit} from './providers/dialect.ts'
import {loadProviders} from './providers/index.ts'
import {type Assumptions, assumptionsOf, type Provider} from './providers/provider.ts'
import {buildApp} from './server/app.ts'
import {createLogger, type LogFormat, type Logger, onlyProblems} from './server/log.ts'
import {openStore, type Store} from './store/index.ts'

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
  readonly apiKey: string
  readonly rateLimit: RateLimit
  /** Replace providers' defaults, by `provider.name`. */
  readonly assumptions?: Assumptions
  readonly log: LogFormat
  readonly version?: string
  readonly clock?: Clock
  readonly limits?: SendLimits
}

export type RunningServer = AsyncDisposable & {
  /** Origin, without a trailing slash. */
  readonly url: string
  readonly store: Store
  /** Lets attempts under way end, gives the rest back, closes the store; within 5 seconds. */
  stop(): Promise<void>
}

/** How long a stop waits for attempts and requests under way; milliseconds. */
const STOP_GRACE_MS = 3500

/**
 * Starts store, dispatcher and server; resolves once the server answers.
 *
 * @throws HooksError usage, when the store or the port cannot be had, or a target to allow is no network
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const {clock = systemClock, version = '0.0.0', assumptions = {}} = options
  const targets = targetPolicy(options)
  const logger = createLogger(options.log)
  const providers = await loadProviders()
  const store = await openStore(options.store, clock)
  const dispatcher = newDispatcher(
    {...options, clock, version, assumptions, targets},
    {store, providers, logger},
  )
  try {
    const ready = () => store.isWritable()
    const app = await buildApp({
      ...options,
      store,
      providers,
      clock,
      version,
      assumptions,
      logger: onlyProblems(logger),
      ready,
      targetProblem: (url) => targetProblem(url, targets),
    })
    const url = await listen(app, options)
    dispatcher.start()
    const stop = once(async () => {
      await Promise.all([close(app), dispatcher.stop(STOP_GRACE_MS)])
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

type Defaults = {
  clock: Clock
  version: string
  assumptions: Assumptions
  targets: TargetPolicy
}
type Parts = {store: Store; providers: readonly Provider[]; logger: Logger}

function newDispatcher(
  {clock, version, limits, assumptions, targets, host}: ServeOptions & Defaults,
  {store, providers, logger}: Parts,
): Dispatcher {
  const named = new Map(providers.map((provider) => [provider.name, provider]))
  const providerOf = (name: string): Provider => {
    const provider = named.get(name)
    if (provider === undefined)
      throw new Error(`the store holds a webhook of unknown provider ${name}`)
    return provider
  }
  return new Dispatcher({
    store,
    clock,
    random: Math.random,
    userAgent: `hooks/${version}`,
    targets,
    prove(webhook, body) {
      const provider = providerOf(webhook.provider)
      return provider.prove({webhook, body, assume: assumptionsOf(provider, assumptions)})
    },
    targetUrl(webhook) {
      const provider = providerOf(webhook.provider)
      const assume = assumptionsOf(provider, assumptions)
      return provider.targetUrl?.({webhook, assume, loopbackOnly: isLoopback(host)}) ?? webhook.url
    },
    retryPolicy: (webhook) => providerOf(webhook.provider).retryPolicy,
    onAttempt({delivery, outcome, next}) {
      const result = outcome.kind === 'answered' ? {code: outcome.code} : {reason: outcome.reason}
      logger.info(
        {
          event: delivery.eventType,
          delivery: delivery.id,
          webhook: delivery.webhook.id,
          attempt: delivery.attemptCount,
          ...result,
          ms: Math.round(outcome.durationMs),
        },
        typeof next === 'object' ? 'will be tried again' : next,
      )
    },
    onError: (error) => logger.error({err: error}, 'the dispatcher cannot reach the store'),
    ...(limits === undefined ? {} : {limits}),
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
async function close(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), STOP_GRACE_MS)
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
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** Later calls get the first call's promise. */
function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= work())
}
