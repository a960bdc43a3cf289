import type {RenderedBody} from '../../core/delivery.ts'
import type {Event} from '../../core/event.ts'
import {createOrderedId} from '../../core/ids.ts'
import type {Sealer} from '../rows/sealer.ts'
import {sealBody} from '../rows/sealed-columns.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import type {Db} from '../rows/db.ts'

type NewDeliveries = {
  readonly rendered: readonly (RenderedBody & {webhook: StoredWebhook})[]
  readonly sealer: Sealer
}

/** Creates the deliveries of an event, due at once unless the webhook or provider delays them. */
export async function insertDeliveries(
  db: Db,
  event: Event,
  {rendered, sealer}: NewDeliveries,
): Promise<{id: string; webhookId: string}[]> {
  if (rendered.length === 0) return []
  const now = event.createdAt.getTime()
  const rows = rendered.map(({webhook, delayMs = 0}) => ({
    id: `dlv_${createOrderedId(now)}`,
    event_id: event.id,
    webhook_id: webhook.id,
    provider: event.provider,
    event_type: event.type,
    state: 'pending' as const,
    attempt_count: 0,
    schedule_start: 0,
    claim: 0,
    leased: 0,
    due_at: webhook.state === 'enabled' ? now + delayMs : null,
    created_at: now,
    updated_at: now,
  }))
  for (const [index, {webhook}] of rendered.entries()) {
    const row = rows[index]
    if (webhook.delivery.fifo !== true || row === undefined) continue
    if (await hasPending(db, webhook.id)) row.due_at = null
  }
  const inserted = await db.insertInto('deliveries').values(rows).returning(['seq', 'id']).execute()
  const seqs = new Map(inserted.map(({seq, id}) => [id, seq]))
  const bodies = rows.map(({id}, index) => {
    const {body = '', contentType = '', holdsSecret = false} = rendered[index] ?? {}
    const kept = holdsSecret ? sealBody(body, id, sealer) : {body, sealed: 0}
    return {delivery_seq: seqs.get(id) ?? 0, content_type: contentType, ...kept}
  })
  await db.insertInto('bodies').values(bodies).execute()
  return rows.map(({id, webhook_id: webhookId}) => ({id, webhookId}))
}

/** Whether a webhook with strict order has an earlier delivery that must end first. */
async function hasPending(db: Db, webhookId: string): Promise<boolean> {
  const first = await db
    .selectFrom('deliveries')
    .select('seq')
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'pending')
    .limit(1)
    .executeTakeFirst()
  return first !== undefined
}
