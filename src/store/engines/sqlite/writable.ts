import {HooksError} from '../../../core/errors.ts'
import type {Engine} from '../engine.ts'

/** Space that must be free again after a failed write: the largest request fits in it. */
const PROBE_BYTES = 1024 * 1024
/** The name of the row that is written as a test. */
const PROBE = 'room'

export type Watched = {
  readonly engine: Engine
  /** Whether the store accepts writes now. */
  isWritable(): Promise<boolean>
}

/**
 * Watches an engine's writes. After one has failed, a small write that succeeds proves little: the
 * store counts as writable again only once a large write succeeds.
 */
export function watchWritable(engine: Engine): Watched {
  let failed = false
  return {
    engine: {
      ...engine,
      async write(work) {
        try {
          return await engine.write(work)
        } catch (error) {
          // A HooksError is about the data, not about the disk.
          if (!(error instanceof HooksError)) failed = true
          throw error
        }
      },
    },
    async isWritable() {
      try {
        if (failed) await writeMuch(engine)
        else await writeLittle(engine)
        failed = false
        return true
      } catch {
        failed = true
        return false
      }
    },
  }
}

/** Inserts and deletes a row: SQLite would not write an update that changes nothing. */
async function writeLittle(engine: Engine): Promise<void> {
  await engine.write(async (trx) => {
    await trx.insertInto('settings').values({name: PROBE, value: ''}).execute()
    await trx.deleteFrom('settings').where('name', '=', PROBE).execute()
  })
}

/** In two transactions: a row inserted and deleted in the same one would never reach the disk. */
async function writeMuch(engine: Engine): Promise<void> {
  const value = 'x'.repeat(PROBE_BYTES)
  await engine.write((trx) =>
    trx
      .insertInto('settings')
      .values({name: PROBE, value})
      .onConflict((conflict) => conflict.column('name').doUpdateSet({value}))
      .execute(),
  )
  await engine.write((trx) => trx.deleteFrom('settings').where('name', '=', PROBE).execute())
}

/** Whether SQLite could not write because the disk is full, read-only or failing. */
export function isStoreFull(error: unknown): boolean {
  return (
    error instanceof Error &&
    /disk (is full|I\/O error)|readonly database|file too large/i.test(error.message)
  )
}
