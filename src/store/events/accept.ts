import type {RenderedBody} from '../../core/delivery.ts'
import {DEFAULT_SCOPE, type Event, type NewEvent} from '../../core/event.ts'
import {createOrderedId} from '../../core/ids.ts'
import {insertDeliveries} from '../deliveries/new.ts'
import type {StoreContext} from '../engines/context.ts'
import type {Db} from '../rows/db.ts'
import {sealPayload} from '../rows/sealed-columns.ts'
import type {Sealer} from '../rows/sealer.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {findAcceptedBefore, type IdempotencyKey, rememberKey} from './idempotency.ts'
import {findReceivers} from './receivers.ts'

export type Acceptance = NewEvent & {
  /** The kind of webhooks that receive the event, where the provider has several kinds. */
  readonly kind?: string | undefined
  /** The only webhook that receives the event, provided that it subscribes to it. */
  readonly webhookId?: string | undefined
  /** Renders the body of the delivery to one webhook; called inside the transaction. */
  render(event: Event, webhook: StoredWebhook): RenderedBody
  /** Whether the payload's JSON contains a secret of the webhook: then it is stored encrypted. */
  holdsSecret?(payload: string, webhook: StoredWebhook): boolean
  readonly idempotency?: IdempotencyKey
}

export type Accepted = {
  readonly event: Event
  readonly deliveries: readonly {readonly id: string; readonly webhookId: string}[]
  /** Whether the key was known, so that nothing new was created. */
  readonly repeated: boolean
}

/**
 * Writes the event, its deliveries and the idempotency key in one transaction; they are on disk
 * when it returns. A disabled webhook gets no delivery; the delivery to a paused one is held.
 *
 * @throws HooksError conflict, when the key was already used for a different request
 */
export async function acceptEvent(
  {engine, clock, workArrived, onChange}: StoreContext,
  acceptance: Acceptance,
): Promise<Accepted> {
  const {sealer} = engine
  const accepted = await engine.write(async (trx) => {
    const now = clock.now()
    const known = await findAcceptedBefore(trx, acceptance.idempotency, {now, sealer})
    if (known !== undefined) return {...known, repeated: true}
    const webhooks = await findReceivers(trx, engine, acceptance)
    const event = await insertEvent(trx, acceptance, {now, webhooks, sealer})
    const rendered = webhooks.map((webhook) => ({
      webhook,
      ...acceptance.render(event, webhook),
    }))
    const deliveries = await insertDeliveries(trx, event, {rendered, sealer})
    await rememberKey(trx, acceptance.idempotency, event)
    return {event, deliveries, repeated: false}
  })
  const {event, deliveries, repeated} = accepted
  if (repeated) return accepted
  if (deliveries.length > 0) workArrived.notify()
  onChange({type: 'event.accepted', event, deliveries})
  return accepted
}

type Insertion = {
  readonly now: number
  /** The webhooks that receive the event. */
  readonly webhooks: readonly StoredWebhook[]
  readonly sealer: Sealer
}

async function insertEvent(
  db: Db,
  {provider, scope = DEFAULT_SCOPE, type, payload, holdsSecret}: Acceptance,
  {now, webhooks, sealer}: Insertion,
): Promise<Event> {
  const id = `evt_${createOrderedId(now)}`
  const text = JSON.stringify(payload)
  const isSecret = webhooks.some((webhook) => holdsSecret?.(text, webhook) === true)
  const row = {
    id,
    provider,
    scope,
    type,
    payload: isSecret ? sealPayload(text, id, sealer) : text,
    created_at: now,
  }
  const {seq} = await db.insertInto('events').values(row).returning('seq').executeTakeFirstOrThrow()
  return {seq, id, provider, scope, type, payload, createdAt: new Date(now)}
}
