import {performance} from 'node:perf_hooks'

/**
 * Calls `expire` with each item that is not deleted within `limitMs` after it was added. One timer
 * is enough, because all items have the same limit and so expire in the order of their addition.
 */
export class Deadlines<T> {
  readonly #limitMs: number
  readonly #expire: (item: T) => void
  /** When each item was added, the oldest first. */
  readonly #since = new Map<T, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(limitMs: number, expire: (item: T) => void) {
    this.#limitMs = limitMs
    this.#expire = expire
  }

  /** The items that have not expired, the oldest first. */
  list(): readonly T[] {
    return [...this.#since.keys()]
  }

  add(item: T): void {
    this.#since.set(item, performance.now())
    if (this.#timer === undefined) this.#timer = this.#scheduleCheck(this.#limitMs)
  }

  delete(item: T): void {
    this.#since.delete(item)
  }

  /** The timer does not keep the process alive: the pending work does. */
  #scheduleCheck(waitMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#check(), Math.ceil(waitMs)).unref()
  }

  #check(): void {
    this.#timer = undefined
    const now = performance.now()
    for (const [item, addedAt] of this.#since) {
      const leftMs = addedAt + this.#limitMs - now
      if (leftMs > 0) {
        this.#timer = this.#scheduleCheck(leftMs)
        return
      }
      this.#since.delete(item)
      this.#expire(item)
    }
  }
}
