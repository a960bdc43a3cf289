import {defined} from '../core/defined.ts'
import {Agent} from 'undici'
import type {Outcome} from '../core/delivery.ts'
import {guardedConnector, type Resolve} from './connector.ts'
import {Deadlines} from './deadlines.ts'
import {Exchange, type ExchangeOptions} from './exchange.ts'
import {failureOf} from './failure-reason.ts'
import type {AddressPolicy, TargetPolicy} from './guard.ts'
import {BoundedCache} from '../core/bounded-cache.ts'

/** Upper bounds of one attempt; times in milliseconds. */
export type SendLimits = {
  /** For DNS, TCP and TLS together. */
  readonly connectMs: number
  /** From the request's first byte to the end of the answer's headers. */
  readonly headersMs: number
  /** For the whole exchange, whatever the receiver does. */
  readonly totalMs: number
  /** Of an answer's body that are read before the connection is given up. */
  readonly maxBodyBytes: number
  /** Of an answer's body that are kept. */
  readonly keptBodyBytes: number
}

export const SEND_LIMITS: SendLimits = {
  connectMs: 5000,
  headersMs: 15_000,
  totalMs: 20_000,
  maxBodyBytes: 64 * 1024,
  keptBodyBytes: 8 * 1024,
}

export type Sending = {
  readonly url: string
  /** POST when left out. */
  readonly method?: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type SenderOptions = {
  /** Where it may send. */
  readonly policy: AddressPolicy
  readonly limits?: SendLimits
  /** PEM: authorities to trust besides the usual ones. */
  readonly ca?: string
  /** To one origin at a time; 64 when left out. */
  readonly connections?: number
  /** The system's own resolver when left out. */
  readonly resolve?: Resolve
}

const DEFAULT_CONNECTIONS = 64
/** Of an answer's headers together. */
const MAX_ANSWER_HEADER_BYTES = 16 * 1024
/** URLs whose parts are remembered, so that they are not parsed for every attempt. */
const MAX_REMEMBERED = 1000

type Place = {readonly origin: string; readonly path: string}

/**
 * Sends attempts, each over a connection that no other uses meanwhile: HTTP/1.1, no redirects,
 * no decompression, no proxy.
 *
 * This is the hot loop. What can be done once for a connection is not done for a request, and
 * one timer watches over all requests; hence the use of undici's `dispatch` and not `request`.
 */
export class Sender implements AsyncDisposable {
  readonly #limits: SendLimits
  readonly #options: SenderOptions
  readonly #exchanges: ExchangeOptions
  readonly #open: Deadlines<Exchange>
  readonly #unanswered: Deadlines<Exchange>
  readonly #cancels = new WeakSet<AbortSignal>()
  readonly #places = new BoundedCache<string, Place>(MAX_REMEMBERED)
  #agent: Agent

  constructor(options: SenderOptions) {
    const limits = options.limits ?? SEND_LIMITS
    const expire = (exchange: Exchange) => exchange.stop(new TimeLimitError())
    this.#limits = limits
    this.#options = options
    this.#open = new Deadlines(limits.totalMs, expire)
    this.#unanswered = new Deadlines(limits.headersMs, expire)
    this.#exchanges = {
      ...limits,
      onStart: (exchange) => this.#unanswered.add(exchange),
      onHeaders: (exchange) => this.#unanswered.delete(exchange),
      onEnd: (exchange) => {
        this.#open.delete(exchange)
        this.#unanswered.delete(exchange)
      },
    }
    this.#agent = this.#newAgent(options.policy)
  }

  /** Never rejects: what went wrong is the outcome. `cancel` ends it early. */
  send({url, method = 'POST', headers, body}: Sending, cancel?: AbortSignal): Promise<Outcome> {
    return new Promise((resolve) => {
      const place = this.#place(url)
      if (place === undefined || cancel?.aborted === true) {
        const {reason} = failureOf(place === undefined ? undefined : cancel?.reason)
        resolve({kind: 'failed', reason, durationMs: 0})
        return
      }
      const exchange = new Exchange(this.#exchanges, cancel, resolve)
      this.#open.add(exchange)
      if (cancel !== undefined) this.#watch(cancel)
      const request = {
        origin: place.origin,
        path: place.path,
        method,
        headers: {...headers, 'accept-encoding': 'identity'},
        body,
      }
      this.#agent.dispatch(request, exchange)
    })
  }

  /** Drops every connection, and with it what is under way: the old policy made them. */
  async setPolicy(policy: TargetPolicy): Promise<void> {
    const before = this.#agent
    this.#agent = this.#newAgent(policy)
    await before.destroy()
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #newAgent(policy: AddressPolicy): Agent {
    const {resolve, ca, connections = DEFAULT_CONNECTIONS} = this.#options
    const connect = guardedConnector({
      policy,
      timeoutMs: this.#limits.connectMs,
      ...defined({resolve, ca}),
    })
    return new Agent({
      connect,
      connections,
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
      // Both are watched over here, to the millisecond.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
  }

  /** Listens to a signal once, not once for every attempt. */
  #watch(cancel: AbortSignal): void {
    if (this.#cancels.has(cancel)) return
    this.#cancels.add(cancel)
    cancel.addEventListener('abort', () => {
      for (const exchange of this.#open.items()) {
        if (exchange.cancel === cancel) exchange.stop(cancel.reason)
      }
    })
  }

  /** Undefined when it is no URL. */
  #place(url: string): Place | undefined {
    const known = this.#places.get(url)
    if (known !== undefined) return known
    if (!URL.canParse(url)) return undefined
    const {origin, pathname, search} = new URL(url)
    const place = {origin, path: `${pathname}${search}`}
    this.#places.set(url, place)
    return place
  }
}

class TimeLimitError extends Error {
  override readonly name = 'TimeoutError'
}
