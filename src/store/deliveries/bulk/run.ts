import {type DeliveryFilter, filterDeliveries} from '../filter.ts'
import type {Db} from '../../rows/db.ts'
import {createKeyConflictError} from '../../rows/idempotency.ts'
import type {BulkRunRow} from '../../rows/tables.ts'

/** A change to many deliveries, with a key under which the request can be repeated. */
export type BulkRequest = BulkChange & {
  readonly key: string
  /** A hash of the caller's request. */
  readonly requestHash: string
}

export type BulkChange = {
  readonly action: 'retry' | 'cancel'
  readonly filter: DeliveryFilter
}

export type BulkRun = {
  readonly changed: number
  /** Not changed, because their body or their webhook has been deleted. */
  readonly skipped: number
  readonly done: boolean
}

/** The most deliveries that one statement examines. */
export const STEP_ROWS = 5000

/** Pending deliveries are on their way already: they are retried only if the filter names them. */
export function selectAffected(db: Db, {action, filter}: BulkChange) {
  if (action === 'cancel') return filterDeliveries(db, {state: 'pending', ...filter})
  const isOver = filter.state === undefined
  return filterDeliveries(db, filter).$if(isOver, (query) => query.where('state', '!=', 'pending'))
}

export async function findLastSeq(db: Db): Promise<number> {
  const {last} = await db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.max('seq').as('last'))
    .executeTakeFirstOrThrow()
  return last ?? 0
}

export function findRun(db: Db, key: string): Promise<BulkRunRow | undefined> {
  return db.selectFrom('bulk_runs').selectAll().where('key', '=', key).executeTakeFirst()
}

/** @throws HooksError conflict, when the key was already used for a different request */
export function toRun(row: BulkRunRow, requestHash: string): BulkRun {
  const {changed, skipped, after_seq: after, upto_seq: upto} = row
  if (row.request_hash !== requestHash) throw createKeyConflictError('request')
  return {changed, skipped, done: after >= upto}
}
