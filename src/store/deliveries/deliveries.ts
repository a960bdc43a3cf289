import type {Clock} from '../../core/clock.ts'
import type {Attempt, DeliveryDetail} from '../../core/delivery.ts'
import {HooksError} from '../../core/errors.ts'
import type {Listeners} from '../rows/change.ts'
import {cancelAll, retryAll} from './retry-cancel.ts'
import {type DeliveryFilter, narrowed} from './filter.ts'
import {type ListedDelivery, toDelivery, toReason} from '../rows/delivery.ts'
import type {Engine} from '../engines/engine.ts'
import type {AttemptRow, DeliveryRow} from '../rows/tables.ts'
import {openBody} from '../rows/sealed-columns.ts'
import type {Db} from '../rows/db.ts'

/** One page of those that match. */
export type DeliveryPage = DeliveryFilter & {
  readonly limit: number
  /** Only deliveries before this number. */
  readonly before?: number
}

export function deliveryQueries(engine: Engine, clock: Clock, {workArrived, onChange}: Listeners) {
  const {db} = engine
  return {
    /** Newest first. */
    async list(filter: DeliveryPage): Promise<ListedDelivery[]> {
      const {before} = filter
      const rows = await narrowed(db, filter)
        .selectAll()
        .$if(before !== undefined, (query) => query.where('seq', '<', before ?? 0))
        .orderBy('seq', 'desc')
        .limit(filter.limit)
        .execute()
      return rows.map(toDelivery)
    },

    /** By id or by a prefix that only one id has. @throws HooksError not_found, usage */
    async get(reference: string): Promise<DeliveryDetail & ListedDelivery> {
      const row = await byReference(db, reference)
      const body = await db
        .selectFrom('bodies')
        .selectAll()
        .where('delivery_seq', '=', row.seq)
        .executeTakeFirst()
      const attempts = await db
        .selectFrom('attempts')
        .selectAll()
        .where('delivery_seq', '=', row.seq)
        .orderBy('n')
        .execute()
      return {
        ...toDelivery(row),
        body: body === undefined ? '' : openBody(body, row.id, engine.sealer),
        ...(body === undefined ? {bodyPruned: true as const} : {}),
        contentType: body?.content_type ?? '',
        attempts: attempts.map(toAttempt),
      }
    },

    /**
     * Sends it again from the start of its schedule, whatever became of it.
     *
     * @throws HooksError not_found, conflict when its webhook or its body is gone
     */
    async retry(id: string): Promise<ListedDelivery> {
      const {id: known, seq, webhook_id: webhookId} = await byReference(db, id)
      const row = await engine.write(async (trx) => {
        const [retried] = await retryAll(trx, engine, {seqs: [seq], now: clock.now()})
        return retried ?? refuseRetry(trx, known, webhookId)
      })
      workArrived.notify()
      const delivery = toDelivery(row)
      onChange({type: 'delivery.retried', delivery})
      return delivery
    },

    /** Stops it unless it is over already. @throws HooksError not_found, conflict */
    async cancel(id: string): Promise<ListedDelivery> {
      const {id: known, seq, state} = await byReference(db, id)
      const [row] = await engine.write((trx) =>
        cancelAll(trx, engine, {seqs: [seq], now: clock.now()}),
      )
      workArrived.notify()
      if (row === undefined)
        throw new HooksError('conflict', `delivery ${known} is ${state} already`)
      const delivery = toDelivery(row)
      onChange({type: 'delivery.cancelled', delivery})
      return delivery
    },
  }
}

/** @throws HooksError conflict */
async function refuseRetry(db: Db, id: string, webhookId: string): Promise<never> {
  const webhook = await db
    .selectFrom('webhooks')
    .select('id')
    .where('id', '=', webhookId)
    .executeTakeFirst()
  if (webhook === undefined) {
    throw new HooksError('conflict', `the webhook of delivery ${id} is deleted`)
  }
  throw new HooksError('conflict', `the body of delivery ${id} is pruned`, {
    hint: 'publish the event again; hooks serve --keep-payloads TIME keeps bodies longer',
  })
}

async function byReference(db: Db, reference: string): Promise<DeliveryRow> {
  const prefix = reference.startsWith('dlv_') ? reference : `dlv_${reference}`
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('id', '>=', prefix)
    .where('id', '<', `${prefix}~`)
    .orderBy('id')
    .limit(2)
    .execute()
  const [row, other] = rows
  if (row === undefined) {
    throw new HooksError('not_found', `no delivery ${JSON.stringify(reference)}`, {
      hint: 'hooks deliveries shows what there is',
    })
  }
  if (other !== undefined && row.id !== prefix) {
    throw new HooksError(
      'usage',
      `${JSON.stringify(reference)} is the start of several deliveries`,
      {
        hint: 'give more letters of the id',
      },
    )
  }
  return row
}

function toAttempt(row: AttemptRow): Attempt {
  const answered = row.answer_headers !== null
  return {
    n: row.n,
    startedAt: new Date(row.started_at),
    durationMs: row.duration_ms,
    headers: JSON.parse(row.headers),
    ...(row.code === null ? {} : {code: row.code}),
    ...(row.reason === null ? {} : {reason: toReason(row.reason)}),
    ...(answered
      ? {
          answer: {
            headers: JSON.parse(row.answer_headers ?? '{}'),
            body: row.answer_body ?? '',
            ...(row.body_error === null ? {} : {bodyError: row.body_error}),
          },
        }
      : {}),
  }
}
