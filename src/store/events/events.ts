import {defined} from '../../core/defined.ts'
import type {Clock} from '../../core/clock.ts'
import type {RenderedBody} from '../../core/delivery.ts'
import {passesFilter} from '../../core/delivery-settings.ts'
import {HooksError} from '../../core/errors.ts'
import {DEFAULT_SCOPE, type Event, type NewEvent} from '../../core/event.ts'
import {orderedId} from '../../core/ids.ts'
import type {Listeners} from '../rows/change.ts'
import {newDeliveries} from '../deliveries/new.ts'
import type {Engine} from '../engines/engine.ts'
import type {EventRow} from '../rows/tables.ts'
import type {Sealer} from '../rows/sealer.ts'
import {matching, subscribes} from '../webhooks/webhooks.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {toWebhook} from '../rows/webhook.ts'
import type {Db, DbTransaction} from '../rows/db.ts'

export type Acceptance = NewEvent & {
  /** Of the webhooks that get it, where the provider has several kinds. */
  readonly kind?: string | undefined
  /** The only one that gets it, if it subscribes. */
  readonly webhookId?: string | undefined
  /** Makes the body of the delivery to one webhook; called inside the transaction. */
  render(event: Event, webhook: StoredWebhook): RenderedBody
  /** The caller's key and a hash of what it asked for. */
  readonly idempotency?: {readonly key: string; readonly requestHash: string}
}

export type Accepted = {
  readonly event: Event
  readonly deliveries: readonly {readonly id: string; readonly webhookId: string}[]
  /** Whether the key was known, so that nothing new was made. */
  readonly repeated: boolean
}

export type EventFilter = {
  readonly provider?: string
  readonly type?: string
  readonly limit: number
  /** Only events before this number. */
  readonly before?: number
}

/** How long a key is remembered; milliseconds. */
export const KEY_LIFE_MS = 24 * 60 * 60 * 1000

export function eventQueries(engine: Engine, clock: Clock, {workArrived, onChange}: Listeners) {
  const {db, sealer} = engine
  return {
    /**
     * Writes event, its deliveries and the idempotency key in one transaction; they are
     * on disk when it returns. A disabled webhook gets no delivery; a paused one gets it held.
     *
     * @throws HooksError conflict, when the key came with another request before
     */
    async accept(acceptance: Acceptance): Promise<Accepted> {
      const accepted = await engine.write(async (trx) => {
        const now = clock.now()
        const known = await acceptedBefore(trx, acceptance.idempotency, now)
        if (known !== undefined) return known
        const event = await insertEvent(trx, acceptance, now)
        const webhooks = await receivers(trx, event, acceptance, sealer)
        const rendered = webhooks.map((webhook) => ({
          webhook,
          ...acceptance.render(event, webhook),
        }))
        const deliveries = await newDeliveries(trx, event, {rendered, sealer})
        await rememberKey(trx, acceptance.idempotency, event)
        return {event, deliveries, repeated: false}
      })
      const {event, deliveries, repeated} = accepted
      if (repeated) return accepted
      if (deliveries.length > 0) workArrived.notify()
      onChange({type: 'event.accepted', event, deliveries})
      return accepted
    },

    /** @throws HooksError not_found */
    async get(id: string): Promise<Event> {
      const row = await db.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) throw new HooksError('not_found', `no event ${JSON.stringify(id)}`)
      return toEvent(row)
    },

    /** Newest first. */
    async list({provider, type, limit, before}: EventFilter): Promise<Event[]> {
      const rows = await db
        .selectFrom('events')
        .selectAll()
        .$if(provider !== undefined, (query) => query.where('provider', '=', provider ?? ''))
        .$if(type !== undefined, (query) => query.where('type', '=', type ?? ''))
        .$if(before !== undefined, (query) => query.where('seq', '<', before ?? 0))
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toEvent)
    },
  }
}

async function insertEvent(
  db: Db,
  {provider, scope, type, payload}: NewEvent,
  now: number,
): Promise<Event> {
  const row = {
    id: `evt_${orderedId(now)}`,
    provider,
    scope: scope ?? DEFAULT_SCOPE,
    type,
    payload: JSON.stringify(payload),
    created_at: now,
  }
  const {seq} = await db.insertInto('events').values(row).returning('seq').executeTakeFirstOrThrow()
  return {seq, id: row.id, provider, scope: row.scope, type, payload, createdAt: new Date(now)}
}

async function receivers(
  db: Db,
  {provider, scope, type, payload}: Event,
  {kind, webhookId}: Acceptance,
  sealer: Sealer,
): Promise<StoredWebhook[]> {
  const rows = await matching(db, {provider, scope, ...defined({kind})})
    .selectAll()
    .where('state', '!=', 'disabled')
    .$if(webhookId !== undefined, (query) => query.where('id', '=', webhookId ?? ''))
    .orderBy('seq')
    .execute()
  return rows
    .map((row) => toWebhook(row, sealer))
    .filter((webhook) => webhook.state !== 'disabled' && subscribes(webhook, type))
    .filter(({delivery}) => passesFilter(delivery.filter, payload))
}

async function acceptedBefore(
  trx: DbTransaction,
  idempotency: Acceptance['idempotency'],
  now: number,
): Promise<Accepted | undefined> {
  if (idempotency === undefined) return undefined
  const known = await trx
    .selectFrom('idempotency_keys')
    .innerJoin('events', 'events.id', 'idempotency_keys.event_id')
    .selectAll('events')
    .select('request_hash')
    .where('key', '=', idempotency.key)
    .where('idempotency_keys.created_at', '>', now - KEY_LIFE_MS)
    .executeTakeFirst()
  if (known === undefined) return undefined
  if (known.request_hash !== idempotency.requestHash) {
    throw new HooksError('conflict', 'the idempotency key was used with another request', {
      hint: 'use a new key for a new event',
    })
  }
  const deliveries = await trx
    .selectFrom('deliveries')
    .select(['id', 'webhook_id as webhookId'])
    .where('event_id', '=', known.id)
    .orderBy('seq')
    .execute()
  return {event: toEvent(known), deliveries, repeated: true}
}

async function rememberKey(
  trx: DbTransaction,
  idempotency: Acceptance['idempotency'],
  event: Event,
): Promise<void> {
  if (idempotency === undefined) return
  const remembered = {
    request_hash: idempotency.requestHash,
    event_id: event.id,
    created_at: event.createdAt.getTime(),
  }
  await trx
    .insertInto('idempotency_keys')
    .values({key: idempotency.key, ...remembered})
    .onConflict((conflict) => conflict.column('key').doUpdateSet(remembered))
    .execute()
}

function toEvent(row: EventRow): Event {
  const {id, seq, provider, scope, type, payload} = row
  return {
    id,
    seq,
    provider,
    scope,
    type,
    payload: JSON.parse(payload),
    createdAt: new Date(row.created_at),
  }
}
