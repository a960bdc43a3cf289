import {type Outcome, succeeded} from '../core/delivery.ts'
import type {DeliverySettings} from '../core/delivery-settings.ts'

export type PaceOptions = {
  /** Attempts under way at once to one webhook that sets no limit of its own. */
  readonly concurrency: number
}

/** Answers by which a receiver says that it is too much. */
const SLOW_DOWN = new Set([429, 502, 504])
/** How long a receiver that said so is left in peace when it names no time; milliseconds. */
const PAUSE_MS = 1000
const MAX_PAUSE_MS = 60_000

type Lane = {
  inFlight: number
  /** What the receiver stands at present: halved when it says it is too much, one more per success. */
  window: number
  /** Milliseconds since the epoch before which nothing is sent. */
  notBefore: number
  pauseMs: number
  /** Attempts that the rate limit still allows, as of `refilledAt`; any number where there is none. */
  tokens: number
  refilledAt: number
  /** Attempts per second. */
  rateLimit: number
}

/**
 * How much each webhook may be sent now, from what it set and how its receiver answered. It is
 * this process's own view and is forgotten with it: it slows down, and never loses, anything.
 */
export class Pace {
  readonly #options: PaceOptions
  readonly #lanes = new Map<string, Lane>()

  constructor(options: PaceOptions) {
    this.#options = options
  }

  /** How many attempts may begin now; `now` in milliseconds. */
  room(id: string, settings: DeliverySettings, now: number): number {
    const cap = this.#cap(settings)
    const lane = this.#lanes.get(id)
    if (lane === undefined) return Math.min(cap, Math.max(1, settings.rateLimit ?? cap))
    if (isPaused(lane, now)) return 0
    refill(lane, settings, now)
    const window = Math.min(cap, Math.floor(lane.window))
    return Math.max(0, Math.min(window - lane.inFlight, Math.floor(lane.tokens)))
  }

  begin(id: string, settings: DeliverySettings, now: number): void {
    const lane = this.#lane(id, settings, now)
    refill(lane, settings, now)
    lane.inFlight++
    lane.tokens--
  }

  end(id: string, outcome: Outcome, settings: DeliverySettings, now: number): void {
    const lane = this.#lane(id, settings, now)
    lane.inFlight--
    const cap = this.#cap(settings)
    if (succeeded(outcome)) {
      lane.window = Math.min(cap, lane.window + 1)
      lane.pauseMs = PAUSE_MS
    } else if (outcome.kind === 'failed' && outcome.reason === 'timeout') {
      // One that hangs would else hold its share of all attempts for as long as they may take.
      lane.window = Math.max(1, lane.window / 2)
    } else if (outcome.kind === 'answered' && SLOW_DOWN.has(outcome.code)) {
      lane.window = Math.max(1, lane.window / 2)
      lane.notBefore = now + lane.pauseMs
      lane.pauseMs = Math.min(lane.pauseMs * 2, MAX_PAUSE_MS)
    }
    if (lane.inFlight === 0 && lane.window >= cap && settings.rateLimit === undefined) {
      this.#lanes.delete(id)
    }
  }

  /** Webhooks that may be sent nothing now. */
  full(now: number): string[] {
    return [...this.#lanes]
      .filter(([, lane]) => isPaused(lane, now) || lane.inFlight >= Math.floor(lane.window))
      .map(([id]) => id)
  }

  /** When the first webhook that only waits for time may be sent again; undefined when none does. */
  nextAt(now: number): number | undefined {
    const times = [...this.#lanes.values()].flatMap((lane) => {
      if (isPaused(lane, now)) return [lane.notBefore]
      const tokenAt = nextTokenAt(lane)
      return tokenAt > now ? [tokenAt] : []
    })
    return times.length === 0 ? undefined : Math.min(...times)
  }

  #cap({concurrency, fifo}: DeliverySettings): number {
    return fifo === true ? 1 : (concurrency ?? this.#options.concurrency)
  }

  #lane(id: string, settings: DeliverySettings, now: number): Lane {
    const known = this.#lanes.get(id)
    if (known !== undefined) return known
    const lane = {
      inFlight: 0,
      window: this.#cap(settings),
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

/** A pause that is longer than any was is one of before the clock was set back: it is over. */
function isPaused({notBefore}: Lane, now: number): boolean {
  return notBefore > now && notBefore <= now + MAX_PAUSE_MS
}

/** One token per `1 / rateLimit` seconds, at most as many as one second brings. */
function refill(lane: Lane, {rateLimit = Infinity}: DeliverySettings, now: number): void {
  const elapsedMs = Math.max(0, now - lane.refilledAt)
  lane.refilledAt = now
  lane.rateLimit = rateLimit
  const tokens = rateLimit === Infinity ? Infinity : lane.tokens + (elapsedMs / 1000) * rateLimit
  lane.tokens = Math.min(Math.max(1, rateLimit), tokens)
}

/** When the rate limit allows one attempt; in the past where it does already. */
function nextTokenAt({tokens, refilledAt, rateLimit}: Lane): number {
  return tokens >= 1 ? 0 : Math.ceil(refilledAt + ((1 - tokens) / rateLimit) * 1000)
}
