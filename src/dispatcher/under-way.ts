import {Signal} from '../core/signal.ts'

/**
 * How long to wait for more attempts to end; milliseconds. A disk sync takes about as long, and the
 * more outcomes share one, the better.
 */
const GATHER_MS = 3

/** The attempts under way, with ways to wait for them to end. */
export class UnderWay {
  /** An attempt ended. */
  readonly ended = new Signal()
  /** Each attempt with the number of its delivery. */
  readonly #attempts = new Map<Promise<void>, number>()
  /** The attempts that `half` waits for. */
  readonly #awaited = new Set<Promise<void>>()

  get size(): number {
    return this.#attempts.size
  }

  /** Numbers of the deliveries. */
  listSeqs(): Set<number> {
    return new Set(this.#attempts.values())
  }

  /** `attempt` never rejects. */
  add(seq: number, attempt: Promise<void>): void {
    const ending = attempt.finally(() => {
      this.#attempts.delete(ending)
      this.#awaited.delete(ending)
      this.ended.notify()
    })
    this.#attempts.set(ending, seq)
    this.#awaited.add(ending)
  }

  /**
   * Resolves when half of them have ended, or after a few milliseconds. If none ended in that time,
   * it does not wait for the same ones again: a hanging receiver would slow down every turn.
   */
  async waitForHalf(stop: AbortSignal): Promise<void> {
    const started = this.#awaited.size
    const until = performance.now() + GATHER_MS
    while (this.#awaited.size > started / 2) {
      const leftMs = until - performance.now()
      if (leftMs <= 0 || stop.aborted) break
      await this.ended.wait(this.ended.count, leftMs, stop)
    }
    if (this.#awaited.size === started) this.#awaited.clear()
  }

  /** Resolves when all of them have ended. */
  async waitForAll(): Promise<void> {
    await Promise.all(this.#attempts.keys())
  }
}
