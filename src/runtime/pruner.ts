import {setTimeout as wait} from 'node:timers/promises'
import type {Retention} from '../store/retention/retention.ts'
import {type PrunePlace, PRUNE_START} from '../store/retention/retention.ts'
import type {Store} from '../store/index.ts'

export type PrunerOptions = Retention & {
  readonly store: Pick<Store, 'retention'>
  onError(error: unknown): void
  /** Called after each pass that deleted something. */
  onPruned?(rows: number): void
  /** From the end of one pass to the start of the next; milliseconds of real time. */
  readonly everyMs?: number
  /** Between the steps of a pass, to leave the store to the deliveries; milliseconds. */
  readonly pauseMs?: number
}

/** Small enough that a commit takes no longer than one of the deliveries. */
const STEP_ROWS = 200
const EVERY_MS = 10 * 60 * 1000
const PAUSE_MS = 20

/** Deletes data past its retention period, in small steps. */
export class Pruner {
  readonly #options: PrunerOptions
  readonly #stopping = new AbortController()
  #last: Promise<unknown> = Promise.resolve()
  #loop: Promise<void> | undefined

  constructor(options: PrunerOptions) {
    this.#options = options
  }

  /** Starts a pass immediately, and then one every few minutes. */
  start(): void {
    this.#loop ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#loop
  }

  /**
   * Runs one pass over everything, after any that is running; resolves with the number of rows
   * deleted.
   */
  pass(pauseMs = 0): Promise<number> {
    const pass = this.#last.then(() => this.#pass(pauseMs))
    this.#last = pass.catch(() => {})
    return pass
  }

  async #pass(pauseMs: number): Promise<number> {
    const {store, payloadsMs, attemptsMs, onPruned} = this.#options
    let rows = 0
    let place: PrunePlace | undefined = PRUNE_START
    while (place !== undefined && !this.#stopping.signal.aborted) {
      const step = {payloadsMs, attemptsMs, limit: STEP_ROWS}
      const {next, pruned} = await store.retention.prune(place, step)
      place = next
      rows += pruned
      if (place !== undefined) await this.#sleep(pauseMs)
    }
    if (rows > 0) onPruned?.(rows)
    return rows
  }

  async #run(): Promise<void> {
    const {onError, everyMs = EVERY_MS, pauseMs = PAUSE_MS} = this.#options
    while (!this.#stopping.signal.aborted) {
      // For example a full disk: the next pass tries the same rows again.
      await this.pass(pauseMs).catch(onError)
      await this.#sleep(everyMs)
    }
  }

  /** Ends early on stop; does not keep the process alive. */
  async #sleep(ms: number): Promise<void> {
    const {signal} = this.#stopping
    await wait(ms, undefined, {signal, ref: false}).catch(() => {})
  }
}
