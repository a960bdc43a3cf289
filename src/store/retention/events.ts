import type {Engine} from '../engines/engine.ts'
import {KEY_LIFE_MS} from '../rows/idempotency.ts'
import {deleteFound, type StepDone, findLast, type Step} from './step.ts'

/** Deletes old events whose deliveries no longer have a body. */
export async function pruneEvents(engine: Engine, step: Step): Promise<StepDone> {
  // An event must outlive its idempotency key: a repeated request is answered with it.
  const before = Math.min(step.payloadsBefore, step.now - KEY_LIFE_MS)
  const rows = await engine.db
    .selectFrom('events')
    .select(['seq', 'created_at as createdAt'])
    .where('seq', '>', step.after)
    .orderBy('seq')
    .limit(step.limit)
    .execute()
  const seqs = rows.filter(({createdAt}) => createdAt < before).map(({seq}) => seq)
  const pruned = await deleteFound(engine, seqs, async (db) => {
    const {numDeletedRows} = await db
      .deleteFrom('events')
      .where('seq', 'in', seqs)
      .where(({not, exists, selectFrom}) =>
        not(
          exists(
            selectFrom('deliveries')
              .innerJoin('bodies', 'bodies.delivery_seq', 'deliveries.seq')
              .select('deliveries.seq')
              .whereRef('deliveries.event_id', '=', 'events.id'),
          ),
        ),
      )
      .executeTakeFirst()
    return numDeletedRows
  })
  return {last: findLast(rows, step, before), pruned}
}
