import {defined} from '../core/defined.ts'
import {Agent} from 'undici'
import type {Outcome} from '../core/delivery.ts'
import {createGuardedConnector, type Resolve} from './connector.ts'
import {Deadlines} from './deadlines.ts'
import {Exchange, type ExchangeOptions} from './exchange.ts'
import {toFailure} from './failure-reason.ts'
import type {AddressPolicy, TargetPolicy} from './guard.ts'
import {BoundedCache} from '../core/bounded-cache.ts'

/** Limits of one attempt; times in milliseconds. */
export type SendLimits = {
  /** For DNS, TCP and TLS together. */
  readonly connectMs: number
  /** From the first byte of the request to the end of the response headers. */
  readonly headersMs: number
  /** For the whole exchange, whatever the receiver does. */
  readonly totalMs: number
  /** The most bytes of a response body to read before the connection is closed. */
  readonly maxBodyBytes: number
  /** How many bytes of a response body to keep. */
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
  /** POST if omitted. */
  readonly method?: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type SenderOptions = {
  /** The addresses it may send to. */
  readonly policy: AddressPolicy
  readonly limits?: SendLimits
  /** PEM: certificate authorities to trust in addition to the default ones. */
  readonly ca?: string
  /** The most connections to one origin at a time; 64 if omitted. */
  readonly connections?: number
  /** The system's resolver if omitted. */
  readonly resolve?: Resolve
}

const DEFAULT_CONNECTIONS = 64
/** The most bytes of response headers in total. */
const MAX_ANSWER_HEADER_BYTES = 16 * 1024
/** How many parsed URLs are cached, so that they are not parsed again for every attempt. */
const MAX_REMEMBERED = 1000

type ParsedUrl = {readonly origin: string; readonly path: string}

/**
 * Sends attempts, one at a time per connection: HTTP/1.1, no redirects, no decompression, no proxy.
 *
 * This is the hot path: work that can be done once per connection is not done per request, and one
 * timer covers all requests. That is why it uses undici's `dispatch` instead of `request`.
 */
export class Sender implements AsyncDisposable {
  readonly #limits: SendLimits
  readonly #options: SenderOptions
  readonly #exchanges: ExchangeOptions
  readonly #open: Deadlines<Exchange>
  readonly #unanswered: Deadlines<Exchange>
  readonly #cancels = new WeakSet<AbortSignal>()
  readonly #parsedUrls = new BoundedCache<string, ParsedUrl>(MAX_REMEMBERED)
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
    this.#agent = this.#createAgent(options.policy)
  }

  /** Never rejects: a failure is an outcome. `cancel` ends the attempt early. */
  send({url, method = 'POST', headers, body}: Sending, cancel?: AbortSignal): Promise<Outcome> {
    return new Promise((resolve) => {
      const place = this.#parseUrl(url)
      if (place === undefined || cancel?.aborted === true) {
        const {reason} = toFailure(place === undefined ? undefined : cancel?.reason)
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

  /** Closes all connections, since the old policy allowed them, and ends the attempts on them. */
  async setPolicy(policy: TargetPolicy): Promise<void> {
    const before = this.#agent
    this.#agent = this.#createAgent(policy)
    await before.destroy()
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #createAgent(policy: AddressPolicy): Agent {
    const {resolve, ca, connections = DEFAULT_CONNECTIONS} = this.#options
    const connect = createGuardedConnector({
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
      // This class enforces both limits itself, to the millisecond.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
  }

  /** Listens to a signal only once, not once per attempt. */
  #watch(cancel: AbortSignal): void {
    if (this.#cancels.has(cancel)) return
    this.#cancels.add(cancel)
    cancel.addEventListener('abort', () => {
      for (const exchange of this.#open.list()) {
        if (exchange.cancel === cancel) exchange.stop(cancel.reason)
      }
    })
  }

  /** Undefined if it is not a valid URL. */
  #parseUrl(url: string): ParsedUrl | undefined {
    const known = this.#parsedUrls.get(url)
    if (known !== undefined) return known
    if (!URL.canParse(url)) return undefined
    const {origin, pathname, search} = new URL(url)
    const place = {origin, path: `${pathname}${search}`}
    this.#parsedUrls.set(url, place)
    return place
  }
}

class TimeLimitError extends Error {
  override readonly name = 'TimeoutError'
}
