import {setTimeout as pause} from 'node:timers/promises'
import type {Network} from '../core/net/network.ts'

/** The wait for a platform's rate limit, shared by all requests that exceed it. */
export class Rest {
  readonly #label: string
  readonly #network: Network
  #current: Promise<void> | undefined

  constructor(label: string, network: Network = {}) {
    this.#label = label
    this.#network = network
  }

  /** Resolves once requests may be made again; immediately if there is no wait. */
  wait(): Promise<void> {
    return this.#current ?? Promise.resolve()
  }

  /** Waits for this many milliseconds, or joins the wait that is already running. */
  start(waitMs: number): Promise<void> {
    if (this.#current !== undefined) return this.#current
    const seconds = Math.ceil(waitMs / 1000)
    const waiting = (this.#network.pause ?? pause)(waitMs).finally(() => {
      this.#current = undefined
    })
    this.#current = waiting
    // Called last, because the callback may end the wait at once.
    this.#network.onWait?.(`${this.#label} rate limit exceeded: waiting ${seconds} s`)
    return waiting
  }
}
