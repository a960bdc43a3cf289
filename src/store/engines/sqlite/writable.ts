import {HooksError} from '../../../core/errors.ts'
import type {Engine} from '../engine.ts'

/** What must fit after a write that failed: a request of the largest size. */
const ROOM_BYTES = 1024 * 1024
const ROOM = 'room'

export type Watched = {
  readonly engine: Engine
  /** Whether the store takes writes now. */
  isWritable(): Promise<boolean>
}

/**
 * Watches an engine's writes. Once one has failed, a few bytes that still fit prove nothing: not
 * before there is room for a large one does the store count as writable again.
 */
export function watched(engine: Engine): Watched {
  let failed = false
  return {
    engine: {
      ...engine,
      async write(work) {
        try {
          return await engine.write(work)
        } catch (error) {
          // Those are about what was to be written, not about where.
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

/** SQLite does not write a row that an update leaves as it was; one that comes and goes it does. */
async function writeLittle(engine: Engine): Promise<void> {
  await engine.write(async (trx) => {
    await trx.insertInto('settings').values({name: ROOM, value: ''}).execute()
    await trx.deleteFrom('settings').where('name', '=', ROOM).execute()
  })
}

/** In two transactions: what comes and goes in one leaves its pages unwritten. */
async function writeMuch(engine: Engine): Promise<void> {
  const value = 'x'.repeat(ROOM_BYTES)
  await engine.write((trx) =>
    trx
      .insertInto('settings')
      .values({name: ROOM, value})
      .onConflict((conflict) => conflict.column('name').doUpdateSet({value}))
      .execute(),
  )
  await engine.write((trx) => trx.deleteFrom('settings').where('name', '=', ROOM).execute())
}

/** Whether SQLite could not write: the disk is full, or failed. */
export function isStoreFull(error: unknown): boolean {
  return (
    error instanceof Error &&
    /disk (is full|I\/O error)|readonly database|file too large/i.test(error.message)
  )
}
