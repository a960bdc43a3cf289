/** Wakes whoever waits for something to have happened. */
export class Signal {
  readonly #waiting = new Set<() => void>()
  #count = 0

  /** Notifications so far: hand it to `wait` to miss none that came in between. */
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
   * Resolves once there were more than `count` notifications, after `timeoutMs`, or when
   * `abort` fires; never rejects.
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
