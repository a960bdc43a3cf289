import {type DeliveryFilter, narrowed} from '../filter.ts'
import type {Db} from '../../rows/db.ts'
import {keyConflict} from '../../rows/idempotency.ts'
import type {BulkRunRow} from '../../rows/tables.ts'

/** What is to be done with many deliveries, and under which key it can be asked for again. */
export type BulkRequest = BulkChange & {
  readonly key: string
  /** A hash of what the caller asked for. */
  readonly requestHash: string
}

export type BulkChange = {
  readonly action: 'retry' | 'cancel'
  readonly filter: DeliveryFilter
}

export type BulkRun = {
  readonly changed: number
  /** Left as they were, because their body or their webhook is gone. */
  readonly skipped: number
  readonly done: boolean
}

/** Deliveries that one statement looks at, at most. */
export const STEP_ROWS = 5000

/** What is pending is on its way already: it is sent anew only where just that is asked for. */
export function affected(db: Db, {action, filter}: BulkChange) {
  if (action === 'cancel') return narrowed(db, {state: 'pending', ...filter})
  const isOver = filter.state === undefined
  return narrowed(db, filter).$if(isOver, (query) => query.where('state', '!=', 'pending'))
}

export async function lastSeq(db: Db): Promise<number> {
  const {last} = await db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.max('seq').as('last'))
    .executeTakeFirstOrThrow()
  return last ?? 0
}

export function runOf(db: Db, key: string): Promise<BulkRunRow | undefined> {
  return db.selectFrom('bulk_runs').selectAll().where('key', '=', key).executeTakeFirst()
}

/** @throws HooksError conflict, when the key came with another request before */
export function toRun(row: BulkRunRow, requestHash: string): BulkRun {
  const {changed, skipped, after_seq: after, upto_seq: upto} = row
  if (row.request_hash !== requestHash) throw keyConflict('request')
  return {changed, skipped, done: after >= upto}
}
