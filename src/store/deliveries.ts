import type {Clock} from '../core/clock.ts'
import type {
  Attempt,
  Delivery,
  DeliveryDetail,
  DeliveryState,
  FailureReason,
} from '../core/delivery.ts'
import {HooksError} from '../core/errors.ts'
import type {Listeners} from './change.ts'
import type {Db, Engine} from './engine.ts'
import type {AttemptRow, DeliveryRow} from './schema.ts'
import {openBody} from './seals.ts'
import {freeHead} from './webhook-deliveries.ts'

export type DeliveryFilter = {
  readonly state?: DeliveryState
  readonly webhookId?: string
  readonly eventId?: string
  readonly provider?: string
  readonly event?: string
  readonly since?: Date
  readonly limit: number
  /** Only deliveries before this number. */
  readonly before?: number
}

/** A delivery as lists show it: `seq` is the cursor, `durationMs` that of the last attempt. */
export type ListedDelivery = Delivery & {readonly seq: number; readonly durationMs?: number}

/** Named one by one: SQLite returns no `deliveries.*`, PostgreSQL too much with a bare `*`. */
export const LISTED_COLUMNS = [
  ...(['seq', 'id', 'event_id', 'webhook_id', 'provider', 'event_type', 'state'] as const),
  ...(['attempt_count', 'due_at', 'code', 'reason', 'duration_ms'] as const),
  ...(['created_at', 'updated_at'] as const),
] as const
export type ListedRow = Pick<DeliveryRow, (typeof LISTED_COLUMNS)[number]>

export function deliveryQueries(engine: Engine, clock: Clock, {workArrived, onChange}: Listeners) {
  const {db} = engine
  return {
    /** Newest first. */
    async list(filter: DeliveryFilter): Promise<ListedDelivery[]> {
      const {state, webhookId, eventId, provider, event, since, before} = filter
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'pending'))
        .$if(webhookId !== undefined, (query) => query.where('webhook_id', '=', webhookId ?? ''))
        .$if(eventId !== undefined, (query) => query.where('event_id', '=', eventId ?? ''))
        .$if(provider !== undefined, (query) => query.where('provider', '=', provider ?? ''))
        .$if(event !== undefined, (query) => query.where('event_type', '=', event ?? ''))
        .$if(since !== undefined, (query) => query.where('created_at', '>=', since?.getTime() ?? 0))
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
      const {id: known} = await byReference(db, id)
      const retried = await engine.write(async (trx) => {
        const webhook = await trx
          .selectFrom('webhooks')
          .innerJoin('deliveries', 'deliveries.webhook_id', 'webhooks.id')
          .select('webhooks.state')
          .where('deliveries.id', '=', known)
          .executeTakeFirst()
        if (webhook === undefined) {
          throw new HooksError('conflict', `the webhook of delivery ${known} is deleted`)
        }
        await refusePruned(trx, known)
        const now = clock.now()
        return trx
          .updateTable('deliveries')
          .set((eb) => ({
            state: 'pending',
            due_at: webhook.state === 'enabled' ? now : null,
            claim: eb('claim', '+', 1),
            leased: 0,
            schedule_start: eb.ref('attempt_count'),
            updated_at: now,
          }))
          .where('id', '=', known)
          .returningAll()
          .executeTakeFirstOrThrow()
      })
      workArrived.notify()
      const delivery = toDelivery(retried)
      onChange({type: 'delivery.retried', delivery})
      return delivery
    },

    /** Stops it unless it is over already. @throws HooksError not_found, conflict */
    async cancel(id: string): Promise<ListedDelivery> {
      const {id: known, state} = await byReference(db, id)
      const row = await engine.write(async (trx) => {
        const now = clock.now()
        const cancelled = await trx
          .updateTable('deliveries')
          .set({state: 'cancelled', due_at: null, leased: 0, updated_at: now})
          .where('id', '=', known)
          .where('state', '=', 'pending')
          .returningAll()
          .executeTakeFirst()
        // The next one, where its webhook takes them strictly in order.
        if (cancelled !== undefined) await freeHead(trx, cancelled.webhook_id, now)
        return cancelled
      })
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
async function refusePruned(db: Db, id: string): Promise<void> {
  const body = await db
    .selectFrom('bodies')
    .innerJoin('deliveries', 'deliveries.seq', 'delivery_seq')
    .select('delivery_seq')
    .where('id', '=', id)
    .executeTakeFirst()
  if (body !== undefined) return
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

/** Rows are snake_case and stay in this folder; the rest of hooks sees core types. */
export function toDelivery(row: ListedRow): ListedDelivery {
  return {
    seq: row.seq,
    id: row.id,
    eventId: row.event_id,
    webhookId: row.webhook_id,
    provider: row.provider,
    event: row.event_type,
    state: row.state,
    attemptCount: row.attempt_count,
    ...(row.due_at === null ? {} : {dueAt: new Date(row.due_at)}),
    ...(row.code === null ? {} : {code: row.code}),
    ...(row.reason === null ? {} : {reason: toReason(row.reason)}),
    ...(row.duration_ms === null ? {} : {durationMs: row.duration_ms}),
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  }
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

/** Only `record` writes the column, and only with a reason. */
function toReason(text: string): FailureReason {
  return text as FailureReason
}
