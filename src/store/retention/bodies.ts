import type {Engine} from '../engines/engine.ts'
import {deleteFound, type StepDone, findLast, type Step} from './step.ts'

/** Deletes the bodies of deliveries that ended long enough ago. */
export async function pruneBodies(engine: Engine, step: Step): Promise<StepDone> {
  const rows = await engine.db
    .selectFrom('bodies')
    .innerJoin('deliveries', 'deliveries.seq', 'delivery_seq')
    .select(['delivery_seq as seq', 'state', 'created_at as createdAt', 'updated_at as endedAt'])
    .where('delivery_seq', '>', step.after)
    .orderBy('delivery_seq')
    .limit(step.limit)
    .execute()
  const old = rows.filter(
    ({state, endedAt}) => state !== 'pending' && endedAt < step.payloadsBefore,
  )
  const seqs = old.map(({seq}) => seq)
  const pruned = await deleteFound(engine, seqs, async (db) => {
    // Checked again in the transaction, because of a possible retry in the meantime.
    const {numDeletedRows} = await db
      .deleteFrom('bodies')
      .where('delivery_seq', 'in', (eb) =>
        eb
          .selectFrom('deliveries')
          .select('seq')
          .where('seq', 'in', seqs)
          .where('state', '!=', 'pending')
          .where('updated_at', '<', step.payloadsBefore),
      )
      .executeTakeFirst()
    return numDeletedRows
  })
  return {last: findLast(rows, step, step.payloadsBefore), pruned}
}
