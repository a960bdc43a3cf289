import type {EngineOptions} from '../engine.ts'
import type {Db, DbTransaction} from '../../rows/db.ts'

type Work = (trx: DbTransaction) => Promise<unknown>
type Waiting = {work: Work; resolve: (value: unknown) => void; reject: (error: unknown) => void}

type OnCommit = EngineOptions['onCommit']

/** Writers that share one commit, at most; bounds how long the first of them waits. */
const GROUP_SIZE = 512

/**
 * Lets writers that arrive together share one transaction, and so one sync of the disk,
 * which costs more than all their statements. Each promise settles after its commit.
 *
 * When one of them throws, the group is rolled back: that one runs again alone, the
 * others together. So work may run twice, and must do nothing but what the transaction
 * undoes. (Savepoints would spare that, but copying pages for them costs each writer
 * more than a second run costs the rare group.)
 */
export class GroupCommit {
  readonly #db: Db
  readonly #onCommit: OnCommit | undefined
  #waiting: Waiting[] = []
  #running = false

  constructor(db: Db, onCommit?: OnCommit) {
    this.#db = db
    this.#onCommit = onCommit
  }

  write<T>(work: (trx: DbTransaction) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // The queue holds writers of every type; this one's result goes back only to its own promise.
      this.#waiting.push({work, resolve: resolve as (value: unknown) => void, reject})
      if (!this.#running) {
        this.#running = true
        setImmediate(() => void this.#drain())
      }
    })
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#commit(this.#waiting.splice(0, GROUP_SIZE))
    }
    this.#running = false
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    let running: Waiting | undefined
    const startedAt = performance.now()
    try {
      const values = await this.#db.transaction().execute(async (trx) => {
        const done: unknown[] = []
        for (running of group) done.push(await running.work(trx))
        running = undefined
        return done
      })
      this.#onCommit?.(performance.now() - startedAt, group.length)
      for (const [index, {resolve}] of group.entries()) resolve(values[index])
    } catch (error) {
      await this.#afterFailure(group, running, error)
    }
  }

  /** `failed` is undefined when begin or commit failed: then nobody's work is kept. */
  async #afterFailure(
    group: readonly Waiting[],
    failed: Waiting | undefined,
    error: unknown,
  ): Promise<void> {
    if (failed === undefined || group.length === 1) {
      for (const {reject} of group) reject(error)
      return
    }
    await this.#commit([failed])
    await this.#commit(group.filter((one) => one !== failed))
  }
}
