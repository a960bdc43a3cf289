import {type Outcome, isSuccess} from '../core/delivery.ts'
import type {DeliverySettings} from '../core/delivery-settings.ts'

export type PaceOptions = {
  /** The most attempts under way at once to one webhook that sets no limit of its own. */
  readonly concurrency: number
}

/** Status codes with which a receiver says that it is overloaded. */
const SLOW_DOWN = new Set([429, 502, 504])
/** The first pause for an overloaded receiver; it doubles each time. Milliseconds. */
const PAUSE_MS = 1000
const MAX_PAUSE_MS = 60_000

type Lane = {
  inFlight: number
  /** The present concurrency limit: halved when the receiver is overloaded, +1 per success. */
  window: number
  /** Nothing is sent before this time; milliseconds since the epoch. */
  notBefore: number
  pauseMs: number
  /** Attempts that the rate limit allowed at `refilledAt`; infinite without a rate limit. */
  tokens: number
  refilledAt: number
  /** Attempts per second. */
  rateLimit: number
}

/**
 * How much each webhook may be sent now, based on its settings and on how its receiver answered.
 * The state is kept in memory only: it can delay deliveries, but never lose them.
 */
export class Pace {
  readonly #options: PaceOptions
  readonly #lanes = new Map<string, Lane>()

  constructor(options: PaceOptions) {
    this.#options = options
  }

  /** How many attempts may begin now; `now` is in epoch milliseconds. */
  countFree(id: string, settings: DeliverySettings, now: number): number {
    const limit = this.#computeLimit(settings)
    const lane = this.#lanes.get(id)
    if (lane === undefined) return Math.min(limit, Math.max(1, settings.rateLimit ?? limit))
    if (isPaused(lane, now)) return 0
    refill(lane, settings, now)
    const window = Math.min(limit, Math.floor(lane.window))
    return Math.max(0, Math.min(window - lane.inFlight, Math.floor(lane.tokens)))
  }

  begin(id: string, settings: DeliverySettings, now: number): void {
    const lane = this.#openLane(id, settings, now)
    refill(lane, settings, now)
    lane.inFlight++
    lane.tokens--
  }

  end(id: string, outcome: Outcome, settings: DeliverySettings, now: number): void {
    const lane = this.#openLane(id, settings, now)
    lane.inFlight--
    const limit = this.#computeLimit(settings)
    if (isSuccess(outcome)) {
      lane.window = Math.min(limit, lane.window + 1)
      lane.pauseMs = PAUSE_MS
    } else if (outcome.kind === 'failed' && outcome.reason === 'timeout') {
      // Otherwise a hanging receiver would keep its share of all attempts busy until they time out.
      lane.window = Math.max(1, lane.window / 2)
    } else if (outcome.kind === 'answered' && SLOW_DOWN.has(outcome.code)) {
      lane.window = Math.max(1, lane.window / 2)
      lane.notBefore = now + lane.pauseMs
      lane.pauseMs = Math.min(lane.pauseMs * 2, MAX_PAUSE_MS)
    }
    if (lane.inFlight === 0 && lane.window >= limit && settings.rateLimit === undefined) {
      this.#lanes.delete(id)
    }
  }

  /** Ids of webhooks that may be sent nothing now. */
  listFull(now: number): string[] {
    return [...this.#lanes]
      .filter(([, lane]) => isPaused(lane, now) || lane.inFlight >= Math.floor(lane.window))
      .map(([id]) => id)
  }

  /** When the first paused or rate-limited webhook may be sent again; undefined when none is. */
  findNextAt(now: number): number | undefined {
    const times = [...this.#lanes.values()].flatMap((lane) => {
      if (isPaused(lane, now)) return [lane.notBefore]
      const tokenAt = computeNextTokenAt(lane)
      return tokenAt > now ? [tokenAt] : []
    })
    return times.length === 0 ? undefined : Math.min(...times)
  }

  #computeLimit({concurrency, fifo}: DeliverySettings): number {
    return fifo === true ? 1 : (concurrency ?? this.#options.concurrency)
  }

  #openLane(id: string, settings: DeliverySettings, now: number): Lane {
    const known = this.#lanes.get(id)
    if (known !== undefined) return known
    const lane = {
      inFlight: 0,
      window: this.#computeLimit(settings),
      notBefore: 0,
      pauseMs: PAUSE_MS,
      tokens: Infinity,
      refilledAt: now,
      rateLimit: Infinity,
    }
    this.#lanes.set(id, lane)
    return lane
  }
}

/** A pause longer than the maximum began before the clock was set back, so it has ended. */
function isPaused({notBefore}: Lane, now: number): boolean {
  return notBefore > now && notBefore <= now + MAX_PAUSE_MS
}

/** Adds one token per `1 / rateLimit` seconds, up to the tokens of one second. */
function refill(lane: Lane, {rateLimit = Infinity}: DeliverySettings, now: number): void {
  const elapsedMs = Math.max(0, now - lane.refilledAt)
  lane.refilledAt = now
  lane.rateLimit = rateLimit
  const tokens = rateLimit === Infinity ? Infinity : lane.tokens + (elapsedMs / 1000) * rateLimit
  lane.tokens = Math.min(Math.max(1, rateLimit), tokens)
}

/** When the rate limit allows an attempt; in the past when it already does. */
function computeNextTokenAt({tokens, refilledAt, rateLimit}: Lane): number {
  return tokens >= 1 ? 0 : Math.ceil(refilledAt + ((1 - tokens) / rateLimit) * 1000)
}
