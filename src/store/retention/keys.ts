import type {Engine} from '../engines/engine.ts'
import {KEY_LIFE_MS} from '../rows/idempotency.ts'
import {deleteFound, type StepDone, type Step} from './step.ts'

/** Deletes expired idempotency keys. */
export async function pruneKeys(engine: Engine, {limit, now, after}: Step): Promise<StepDone> {
  const keys = await engine.db
    .selectFrom('idempotency_keys')
    .select('key')
    .where('created_at', '<=', now - KEY_LIFE_MS)
    .limit(limit)
    .execute()
  const names = keys.map(({key}) => key)
  const pruned = await deleteFound(engine, names, async (db) => {
    const {numDeletedRows} = await db
      .deleteFrom('idempotency_keys')
      .where('key', 'in', names)
      .where('created_at', '<=', now - KEY_LIFE_MS)
      .executeTakeFirst()
    return numDeletedRows
  })
  return {last: keys.length < limit ? undefined : after, pruned}
}
