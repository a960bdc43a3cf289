import type {WebhookChanges} from '../../core/webhook.ts'
import type {StoreContext} from '../engines/context.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import type {WebhookRow} from '../rows/tables.ts'
import {toChangedColumns, toWebhook} from '../rows/webhook.ts'
import {freeAll, createDeliveryUpdates} from './deliveries.ts'
import {replaceEvents} from './events.ts'
import {createNotFoundError, requireReadable} from './errors.ts'

/** The changes, or a function that derives them from the current webhook. */
export type WebhookChange = WebhookChanges | ((webhook: StoredWebhook) => WebhookChanges)

/**
 * A change of state also holds or frees the webhook's deliveries. A function gets the current
 * webhook, and no other change can happen in between.
 *
 * @throws HooksError not_found; conflict, when it is unreadable; or any error that the function throws
 */
export async function updateWebhook(
  {engine, clock, workArrived, onChange}: StoreContext,
  id: string,
  change: WebhookChange,
): Promise<StoredWebhook> {
  const {sealer} = engine
  const {webhook, state} = await engine.write(async (trx) => {
    const now = clock.now()
    const set = (columns: Partial<WebhookRow>) =>
      trx.updateTable('webhooks').set(columns).where('id', '=', id).returningAll()
    // A write rather than a read, so that other processes wait until this transaction ends.
    const held = await set({updated_at: now}).executeTakeFirst()
    if (held === undefined) throw createNotFoundError(id)
    const before = toWebhook(held, sealer)
    requireReadable(before)
    const changes = typeof change === 'function' ? change(before) : change
    const columns = {...toChangedColumns(changes, id, sealer), updated_at: now}
    if (changes.events !== undefined) await replaceEvents(trx, engine, held, changes.events)
    const after = toWebhook(await set(columns).executeTakeFirstOrThrow(), sealer)
    if (changes.state === 'enabled') await freeAll(trx, after, now)
    else if (changes.state !== undefined) await createDeliveryUpdates(trx, id).hold(now)
    return {webhook: after, state: changes.state}
  })
  if (state === 'enabled') workArrived.notify()
  onChange({type: `webhook.${state ?? 'updated'}`, webhook})
  return webhook
}
