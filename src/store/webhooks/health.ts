import type {WebhookRow} from '../rows/tables.ts'
import {createDeliveryUpdates} from './deliveries.ts'
import type {Db} from '../rows/db.ts'

/**
 * What an attempt says about its receiver: it accepted a delivery again, it began to fail, it
 * answered 410 Gone, or it has been failing for too long.
 */
export type ReceiverHealth = 'recovered' | 'failing' | 'gone' | 'given_up'

/** Writes the health of receivers; disables and returns the webhooks that are gone or given up. */
export async function writeHealth(
  db: Db,
  changes: readonly {readonly webhookId: string; readonly health?: ReceiverHealth | undefined}[],
  now: number,
): Promise<WebhookRow[]> {
  const disabled: WebhookRow[] = []
  const seen = new Set<string>()
  for (const {webhookId, health} of changes) {
    if (health === undefined || seen.has(`${webhookId} ${health}`)) continue
    seen.add(`${webhookId} ${health}`)
    disabled.push(...(await writeOne(db, webhookId, health, now)))
  }
  return disabled
}

async function writeOne(
  db: Db,
  id: string,
  health: ReceiverHealth,
  now: number,
): Promise<WebhookRow[]> {
  const updateWebhookRow = () => db.updateTable('webhooks').where('id', '=', id)
  if (health === 'recovered') {
    await updateWebhookRow().set({failing_since: null}).execute()
  } else if (health === 'failing') {
    await updateWebhookRow().set({failing_since: now}).where('failing_since', 'is', null).execute()
  } else {
    const disabled = await updateWebhookRow()
      .set({state: 'disabled', disabled_reason: health, updated_at: now})
      .where('state', '=', 'enabled')
      .returningAll()
      .execute()
    await createDeliveryUpdates(db, id).hold(now)
    return disabled
  }
  return []
}
