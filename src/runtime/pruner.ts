import {setTimeout as wait} from 'node:timers/promises'
import type {Retention} from '../store/retention/retention.ts'
import {type PrunePlace, PRUNE_START} from '../store/retention/retention.ts'
import type {Store} from '../store/index.ts'

export type PrunerOptions = Retention & {
  readonly store: Pick<Store, 'retention'>
  onError(error: unknown): void
  /** Told of each pass that forgot something. */
  onPruned?(rows: number): void
  /** From the end of one pass to the next; milliseconds of real time. */
  readonly everyMs?: number
  /** Between the steps of a pass, so that deliveries have the store to themselves; milliseconds. */
  readonly pauseMs?: number
}

/** Keeps a commit as short as those of the deliveries. */
const STEP_ROWS = 200
const EVERY_MS = 10 * 60 * 1000
const PAUSE_MS = 20

/** Forgets, a little at a time, what was kept long enough. */
export class Pruner {
  readonly #options: PrunerOptions
  readonly #stopping = new AbortController()
  #last: Promise<unknown> = Promise.resolve()
  #loop: Promise<void> | undefined

  constructor(options: PrunerOptions) {
    this.#options = options
  }

  /** Begins a pass at once, and then one every few minutes. */
  start(): void {
    this.#loop ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#loop
  }

  /** One pass over everything, after any that is under way; how many rows are gone. */
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
      // A full disk, say: the next pass goes over the same rows.
      await this.pass(pauseMs).catch(onError)
      await this.#sleep(everyMs)
    }
  }

  /** Ends early when it is to stop; does not keep the process alive. */
  async #sleep(ms: number): Promise<void> {
    const {signal} = this.#stopping
    await wait(ms, undefined, {signal, ref: false}).catch(() => {})
  }
}
