import type {RenderedBody} from '../core/delivery.ts'
import type {Event} from '../core/event.ts'
import {orderedId} from '../core/ids.ts'
import type {Db} from './engine.ts'
import type {StoredWebhook} from './webhooks.ts'

/** Makes the deliveries of one event, due at once unless their webhook or provider holds them. */
export async function newDeliveries(
  db: Db,
  event: Event,
  rendered: readonly (RenderedBody & {webhook: StoredWebhook})[],
): Promise<{id: string; webhookId: string}[]> {
  if (rendered.length === 0) return []
  const now = event.createdAt.getTime()
  const rows = rendered.map(({webhook, delayMs = 0}) => ({
    id: `dlv_${orderedId(now)}`,
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
  const inserted = await db.insertInto('deliveries').values(rows).returning(['seq', 'id']).execute()
  const seqs = new Map(inserted.map(({seq, id}) => [id, seq]))
  const bodies = rows.map(({id}, index) => ({
    delivery_seq: seqs.get(id) ?? 0,
    content_type: rendered[index]?.contentType ?? '',
    body: rendered[index]?.body ?? '',
  }))
  await db.insertInto('bodies').values(bodies).execute()
  return rows.map(({id, webhook_id: webhookId}) => ({id, webhookId}))
}
