import {setImmediate as breathe} from 'node:timers/promises'
import type {Clock} from '../../core/clock.ts'
import {HooksError} from '../../core/errors.ts'
import type {Listeners} from '../rows/change.ts'
import {toDelivery} from '../rows/delivery.ts'
import {cancelAll, retryAll} from './retry-cancel.ts'
import {type DeliveryFilter, narrowed} from './filter.ts'
import type {Engine} from '../engines/engine.ts'
import {KEY_LIFE_MS} from '../events/events.ts'
import type {BulkRunRow} from '../rows/tables.ts'
import type {Db} from '../rows/db.ts'

/** What is to be done with many deliveries, and under which key it can be asked for again. */
export type BulkRequest = {
  readonly action: 'retry' | 'cancel'
  readonly filter: DeliveryFilter
  readonly key: string
  /** A hash of what the caller asked for. */
  readonly requestHash: string
}

export type BulkRun = {
  readonly changed: number
  /** Left as they were, because their body or their webhook is gone. */
  readonly skipped: number
  readonly done: boolean
}

/** Deliveries that one transaction changes at most, and looks at. */
const STEP_CHANGES = 500
const STEP_ROWS = 5000

const DONE = {
  retry: {work: retryAll, type: 'delivery.retried'},
  cancel: {work: cancelAll, type: 'delivery.cancelled'},
} as const

/** Changes of many deliveries, in steps that leave room for others in between. */
export function bulkQueries(engine: Engine, clock: Clock, {workArrived, onChange}: Listeners) {
  return {
    /**
     * Begins, or finds how far the same request came before: what it changed then it does not
     * change again. Deliveries that are made later are not among those it is about.
     *
     * @throws HooksError conflict, when the key came with another request before
     */
    begin: ({key, requestHash}: BulkRequest): Promise<BulkRun> =>
      engine.write(async (trx) => {
        const now = clock.now()
        await trx
          .deleteFrom('bulk_runs')
          .where('created_at', '<=', now - KEY_LIFE_MS)
          .execute()
        const known = await runOf(trx, key)
        if (known !== undefined) return toRun(known, requestHash)
        const {last} = await trx
          .selectFrom('deliveries')
          .select((eb) => eb.fn.max('seq').as('last'))
          .executeTakeFirstOrThrow()
        const numbers = {after_seq: 0, upto_seq: last ?? 0, changed: 0, skipped: 0}
        const run = {key, request_hash: requestHash, ...numbers, created_at: now}
        await trx.insertInto('bulk_runs').values(run).execute()
        return toRun(run, requestHash)
      }),

    /** Goes on with what has begun; what it did and how far it came is one transaction. */
    async step({action, filter, key, requestHash}: BulkRequest): Promise<BulkRun> {
      const {work, type} = DONE[action]
      const {run, rows} = await engine.write(async (trx) => {
        const known = await runOf(trx, key)
        if (known === undefined) throw new Error(`no run ${key} was begun`)
        const {seqs, last} = await nextSeqs(trx, known, {action, filter})
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
    },

    /** How many deliveries it would be about. */
    async count({action, filter}: Pick<BulkRequest, 'action' | 'filter'>): Promise<number> {
      const {last} = await engine.db
        .selectFrom('deliveries')
        .select((eb) => eb.fn.max('seq').as('last'))
        .executeTakeFirstOrThrow()
      let total = 0
      for (let after = 0; after < (last ?? 0); after += STEP_ROWS) {
        const {count} = await matching(engine.db, {action, filter})
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('seq', '>', after)
          .where('seq', '<=', after + STEP_ROWS)
          .executeTakeFirstOrThrow()
        total += count
        await breathe()
      }
      return total
    },
  }
}

type Wanted = Pick<BulkRequest, 'action' | 'filter'>

/** What is pending is on its way already: it is sent anew only where just that is asked for. */
function matching(db: Db, {action, filter}: Wanted) {
  if (action === 'cancel') return narrowed(db, {state: 'pending', ...filter})
  const isOver = filter.state === undefined
  return narrowed(db, filter).$if(isOver, (query) => query.where('state', '!=', 'pending'))
}

async function nextSeqs(
  db: Db,
  {after_seq: after, upto_seq: upto}: BulkRunRow,
  wanted: Wanted,
): Promise<{seqs: number[]; last: number}> {
  const end = Math.min(upto, after + STEP_ROWS)
  const rows = await matching(db, wanted)
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

function runOf(db: Db, key: string): Promise<BulkRunRow | undefined> {
  return db.selectFrom('bulk_runs').selectAll().where('key', '=', key).executeTakeFirst()
}

/** @throws HooksError conflict */
function toRun(row: BulkRunRow, requestHash: string): BulkRun {
  const {changed, skipped, after_seq: after, upto_seq: upto} = row
  if (row.request_hash === requestHash) return {changed, skipped, done: after >= upto}
  throw new HooksError('conflict', 'the idempotency key was used with another request', {
    hint: 'use a new key for a new request',
  })
}
