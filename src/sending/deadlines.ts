import {performance} from 'node:perf_hooks'

/**
 * Calls `expire` with whatever was added and not deleted within `limitMs`. One timer does for
 * all, because all have the same limit and so run out in the order in which they were added.
 */
export class Deadlines<T> {
  readonly #limitMs: number
  readonly #expire: (item: T) => void
  /** When each was added, the first one first. */
  readonly #since = new Map<T, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(limitMs: number, expire: (item: T) => void) {
    this.#limitMs = limitMs
    this.#expire = expire
  }

  /** What is waited for, the oldest first. */
  items(): readonly T[] {
    return [...this.#since.keys()]
  }

  add(item: T): void {
    this.#since.set(item, performance.now())
    if (this.#timer === undefined) this.#timer = this.#checkIn(this.#limitMs)
  }

  delete(item: T): void {
    this.#since.delete(item)
  }

  /** Does not keep the process alive: what is waited for does. */
  #checkIn(waitMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#check(), Math.ceil(waitMs)).unref()
  }

  #check(): void {
    this.#timer = undefined
    const now = performance.now()
    for (const [item, addedAt] of this.#since) {
      const leftMs = addedAt + this.#limitMs - now
      if (leftMs > 0) {
        this.#timer = this.#checkIn(leftMs)
        return
      }
      this.#since.delete(item)
      this.#expire(item)
    }
  }
}
