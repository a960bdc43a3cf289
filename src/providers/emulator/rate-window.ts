import type {Clock} from '../../core/clock.ts'

export type RateReading = {
  /** Requests per window. */
  readonly limit: number
  /** Requests left in the window after this one; at least 0. */
  readonly remaining: number
  /** Whole seconds until the window ends; at least 1. */
  readonly resetSeconds: number
  readonly allowed: boolean
}

/** Counts requests in windows of fixed length. A window starts with the first request after the previous one has ended. */
export class RateWindow {
  readonly #limit: number
  readonly #windowMs: number
  readonly #clock: Clock
  #startedAt = Number.NEGATIVE_INFINITY
  #used = 0

  constructor(limit: number, windowMs: number, clock: Clock) {
    this.#limit = limit
    this.#windowMs = windowMs
    this.#clock = clock
  }

  /** Counts one request. A rejected request is not counted, so it does not prolong the wait. */
  take(): RateReading {
    this.#turn()
    const allowed = this.#used < this.#limit
    if (allowed) this.#used++
    return {...this.look(), allowed}
  }

  /** The state of the window, without counting. */
  look(): RateReading {
    this.#turn()
    const leftMs = this.#startedAt + this.#windowMs - this.#clock.now()
    const remaining = this.#limit - this.#used
    return {
      limit: this.#limit,
      remaining,
      resetSeconds: Math.max(1, Math.ceil(leftMs / 1000)),
      allowed: remaining > 0,
    }
  }

  /** Starts a new window if this one is over, or if the clock was set back to before it. */
  #turn(): void {
    const now = this.#clock.now()
    if (now >= this.#startedAt && now < this.#startedAt + this.#windowMs) return
    this.#startedAt = now
    this.#used = 0
  }
}
