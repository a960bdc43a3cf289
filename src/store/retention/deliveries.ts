import type {Engine} from '../engines/engine.ts'
import {deleteFound, type StepDone, findLast, type Step} from './step.ts'

/** Deletes deliveries that ended long enough ago, with their remaining attempts and bodies. */
export async function pruneDeliveries(engine: Engine, step: Step): Promise<StepDone> {
  const {attemptsBefore} = step
  const rows = await engine.db
    .selectFrom('deliveries')
    .select(['seq', 'state', 'created_at as createdAt', 'updated_at as endedAt'])
    .where('seq', '>', step.after)
    .orderBy('seq')
    .limit(step.limit)
    .execute()
  const old = rows.filter(({state, endedAt}) => state !== 'pending' && endedAt < attemptsBefore)
  const seqs = old.map(({seq}) => seq)
  const pruned = await deleteFound(engine, seqs, async (db) => {
    const gone = await db
      .deleteFrom('deliveries')
      .where('seq', 'in', seqs)
      .where('state', '!=', 'pending')
      .where('updated_at', '<', attemptsBefore)
      .returning('seq')
      .execute()
    const goneSeqs = gone.map(({seq}) => seq)
    if (goneSeqs.length === 0) return 0n
    await db.deleteFrom('attempts').where('delivery_seq', 'in', goneSeqs).execute()
    await db.deleteFrom('bodies').where('delivery_seq', 'in', goneSeqs).execute()
    return BigInt(gone.length)
  })
  return {last: findLast(rows, step, attemptsBefore), pruned}
}
