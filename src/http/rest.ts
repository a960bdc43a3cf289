import {setTimeout as pause} from 'node:timers/promises'
import type {Network} from '../core/net/network.ts'

/** The wait for a platform that takes no more requests: one for all that meet its limit. */
export class Rest {
  readonly #label: string
  readonly #network: Network
  #current: Promise<void> | undefined

  constructor(label: string, network: Network = {}) {
    this.#label = label
    this.#network = network
  }

  /** Resolves once requests may be made again; at once where nothing says that they may not. */
  over(): Promise<void> {
    return this.#current ?? Promise.resolve()
  }

  /** Rests for so many milliseconds, or joins the rest that is under way. */
  take(waitMs: number): Promise<void> {
    if (this.#current !== undefined) return this.#current
    const seconds = Math.ceil(waitMs / 1000)
    const resting = (this.#network.pause ?? pause)(waitMs).finally(() => {
      this.#current = undefined
    })
    this.#current = resting
    // Who hears of it may end it at once, so it has begun.
    this.#network.onWait?.(`${this.#label} takes no more requests for ${seconds} s: waiting`)
    return resting
  }
}
