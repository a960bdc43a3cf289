import type {StoreContext} from '../../engines/context.ts'
import {KEY_LIFE_MS} from '../../rows/idempotency.ts'
import {type BulkRequest, type BulkRun, findLastSeq, findRun, toRun} from './run.ts'

/**
 * Begins a bulk run, or continues an earlier run of the same request: deliveries that it already
 * changed are not changed again. Deliveries created after the start are not part of the run.
 *
 * @throws HooksError conflict, when the key was already used for a different request
 */
export function beginBulk(
  {engine, clock}: StoreContext,
  {key, requestHash}: BulkRequest,
): Promise<BulkRun> {
  return engine.write(async (trx) => {
    const now = clock.now()
    await trx
      .deleteFrom('bulk_runs')
      .where('created_at', '<=', now - KEY_LIFE_MS)
      .execute()
    const known = await findRun(trx, key)
    if (known !== undefined) return toRun(known, requestHash)
    const numbers = {after_seq: 0, upto_seq: await findLastSeq(trx), changed: 0, skipped: 0}
    const run = {key, request_hash: requestHash, ...numbers, created_at: now}
    await trx.insertInto('bulk_runs').values(run).execute()
    return toRun(run, requestHash)
  })
}
