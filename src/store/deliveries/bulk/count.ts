import {setImmediate as breathe} from 'node:timers/promises'
import type {StoreContext} from '../../engines/context.ts'
import {selectAffected, type BulkChange, findLastSeq, STEP_ROWS} from './run.ts'

/** How many deliveries the change would affect; counted in steps, so that other work can run. */
export async function countBulk({engine}: StoreContext, change: BulkChange): Promise<number> {
  const last = await findLastSeq(engine.db)
  let total = 0
  for (let after = 0; after < last; after += STEP_ROWS) {
    const {count} = await selectAffected(engine.db, change)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('seq', '>', after)
      .where('seq', '<=', after + STEP_ROWS)
      .executeTakeFirstOrThrow()
    total += count
    await breathe()
  }
  return total
}
