import type {StoreContext} from '../../engines/context.ts'
import type {Db} from '../../rows/db.ts'
import {toDelivery} from '../../rows/delivery.ts'
import type {BulkRunRow} from '../../rows/tables.ts'
import {cancelAll, retryAll} from '../retry-cancel.ts'
import {
  selectAffected,
  type BulkChange,
  type BulkRequest,
  type BulkRun,
  findRun,
  STEP_ROWS,
  toRun,
} from './run.ts'

/** The most deliveries that one transaction changes. */
const STEP_CHANGES = 500

const ACTIONS = {
  retry: {work: retryAll, type: 'delivery.retried'},
  cancel: {work: cancelAll, type: 'delivery.cancelled'},
} as const

/** Runs the next step; its changes and its progress are written in one transaction. */
export async function stepBulk(
  {engine, clock, workArrived, onChange}: StoreContext,
  {action, filter, key, requestHash}: BulkRequest,
): Promise<BulkRun> {
  const {work, type} = ACTIONS[action]
  const {run, rows} = await engine.write(async (trx) => {
    const known = await findRun(trx, key)
    if (known === undefined) throw new Error(`no bulk run with key ${key} has begun`)
    const {seqs, last} = await findNextSeqs(trx, known, {action, filter})
    const changedRows = await work(trx, engine, {seqs, now: clock.now()})
    const counts = {
      after_seq: last,
      changed: known.changed + changedRows.length,
      skipped: known.skipped + seqs.length - changedRows.length,
    }
    await trx.updateTable('bulk_runs').set(counts).where('key', '=', key).execute()
    return {run: {...known, ...counts}, rows: changedRows}
  })
  if (rows.length > 0) workArrived.notify()
  for (const row of rows) onChange({type, delivery: toDelivery(row)})
  return toRun(run, requestHash)
}

async function findNextSeqs(
  db: Db,
  {after_seq: after, upto_seq: upto}: BulkRunRow,
  change: BulkChange,
): Promise<{seqs: number[]; last: number}> {
  const end = Math.min(upto, after + STEP_ROWS)
  const rows = await selectAffected(db, change)
    .select('seq')
    .where('seq', '>', after)
    .where('seq', '<=', end)
    .orderBy('seq')
    .limit(STEP_CHANGES)
    .execute()
  const seqs = rows.map(({seq}) => seq)
  const isFull = seqs.length === STEP_CHANGES
  return {seqs, last: (isFull ? seqs.at(-1) : undefined) ?? end}
}
