import type {DeliverySettings} from '../../core/delivery-settings.ts'
import type {Db} from '../rows/db.ts'

/** Changes to all pending deliveries of a webhook. */
export function createDeliveryUpdates(db: Db, webhookId: string) {
  const updatePending = () =>
    db.updateTable('deliveries').where('webhook_id', '=', webhookId).where('state', '=', 'pending')
  return {
    /** An attempt under way keeps its lease, so that `free` does not start a second one. */
    hold: (now: number) =>
      updatePending().set({due_at: null, updated_at: now}).where('leased', '=', 0).execute(),
    free: (now: number) =>
      updatePending().set({due_at: now, updated_at: now}).where('due_at', 'is', null).execute(),
    cancel: (now: number) =>
      updatePending().set({state: 'cancelled', due_at: null, leased: 0, updated_at: now}).execute(),
  }
}

type Recipient = {readonly id: string; readonly delivery: DeliverySettings}

/** Makes held deliveries of an enabled webhook due; only the first if it has strict order. */
export async function freeAll(db: Db, {id, delivery}: Recipient, now: number): Promise<void> {
  if (delivery.fifo === true) await freeHead(db, id, now)
  else await createDeliveryUpdates(db, id).free(now)
}

/** Makes the first pending delivery of a webhook with strict order due, if it is enabled. */
export async function freeHead(db: Db, webhookId: string, now: number): Promise<void> {
  const head = await db
    .selectFrom('deliveries')
    .innerJoin('webhooks', 'webhooks.id', 'deliveries.webhook_id')
    .select(['deliveries.seq', 'due_at'])
    .where('deliveries.webhook_id', '=', webhookId)
    .where('deliveries.state', '=', 'pending')
    .where('webhooks.state', '=', 'enabled')
    .orderBy('deliveries.seq')
    .limit(1)
    .executeTakeFirst()
  if (head === undefined || head.due_at !== null) return
  await db.updateTable('deliveries').set({due_at: now}).where('seq', '=', head.seq).execute()
}
