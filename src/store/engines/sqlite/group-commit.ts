import type {EngineOptions} from '../engine.ts'
import type {Db, DbTransaction} from '../../rows/db.ts'

type Work = (trx: DbTransaction) => Promise<unknown>
type Waiting = {work: Work; resolve: (value: unknown) => void; reject: (error: unknown) => void}

type OnCommit = EngineOptions['onCommit']

/** The most writers that share one commit; limits how long the first of them waits. */
const GROUP_SIZE = 512

/**
 * Lets writers that arrive together share one transaction, and so one disk sync, which costs more
 * than all their statements. Each promise settles after its commit.
 *
 * When one of them throws, the whole group is rolled back. Then that one runs again alone and the
 * others run again together. Work may therefore run twice, and must have no effect that a rollback
 * does not undo. (Savepoints would avoid the second run, but copying pages for them costs every
 * writer more than an occasional second run does.)
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
      // The queue holds writers of every result type; each result goes only to its own promise.
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
      await this.#handleFailure(group, running, error)
    }
  }

  /** `failed` is undefined when `begin` or `commit` itself failed: then no work is kept. */
  async #handleFailure(
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
