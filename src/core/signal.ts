/** Wakes everyone who waits for a notification. */
export class Signal {
  readonly #waiting = new Set<() => void>()
  #count = 0

  /** Notifications so far. Pass it to `wait` so that none in between is missed. */
  get count(): number {
    return this.#count
  }

  notify(): void {
    this.#count++
    const woken = [...this.#waiting]
    this.#waiting.clear()
    for (const wake of woken) wake()
  }

  /**
   * Resolves after more than `count` notifications, after `timeoutMs`, or when `abort` fires. Never
   * rejects.
   */
  wait(count: number, timeoutMs: number, abort?: AbortSignal): Promise<void> {
    if (this.#count > count || abort?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        abort?.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, timeoutMs)
      this.#waiting.add(wake)
      abort?.addEventListener('abort', wake)
    })
  }
}
