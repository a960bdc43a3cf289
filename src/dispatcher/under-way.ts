import {Signal} from '../core/signal.ts'

/**
 * How long to wait for more attempts to end, once one has; milliseconds. Syncing the disk costs
 * about as much, and the more outcomes share a sync the better.
 */
const GATHER_MS = 3

/** The attempts under way, and those who wait for them to end. */
export class UnderWay {
  /** An attempt ended. */
  readonly ended = new Signal()
  /** Each with the number of its delivery. */
  readonly #attempts = new Map<Promise<void>, number>()
  /** Those of them that `half` waits for. */
  readonly #awaited = new Set<Promise<void>>()

  get size(): number {
    return this.#attempts.size
  }

  /** Numbers of the deliveries. */
  seqs(): Set<number> {
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
   * Resolves when half of them have ended, but soon in any case. Once it has waited in vain, it
   * does not wait for the same again: a receiver that hangs would slow down every turn.
   */
  async half(stop: AbortSignal): Promise<void> {
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
  async all(): Promise<void> {
    await Promise.all(this.#attempts.keys())
  }
}
