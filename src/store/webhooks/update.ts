import type {WebhookChanges} from '../../core/webhook.ts'
import type {StoreContext} from '../engines/context.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import type {WebhookRow} from '../rows/tables.ts'
import {changedColumns, toWebhook} from '../rows/webhook.ts'
import {freeAll, ofWebhook} from './deliveries.ts'
import {replaceEvents} from './events.ts'
import {notFound, requireReadable} from './errors.ts'

/** What to change, or what makes it of the webhook as it is. */
export type WebhookChange = WebhookChanges | ((webhook: StoredWebhook) => WebhookChanges)

/**
 * A change of state also holds or frees the webhook's deliveries. A function is told the
 * webhook as it is, and nobody changes it in between.
 *
 * @throws HooksError not_found; conflict, when it is unreadable; and what the function throws
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
    // A write and no look, so that other processes wait for what follows.
    const held = await set({updated_at: now}).executeTakeFirst()
    if (held === undefined) throw notFound(id)
    const before = toWebhook(held, sealer)
    requireReadable(before)
    const changes = typeof change === 'function' ? change(before) : change
    const columns = {...changedColumns(changes, id, sealer), updated_at: now}
    if (changes.events !== undefined) await replaceEvents(trx, engine, held, changes.events)
    const after = toWebhook(await set(columns).executeTakeFirstOrThrow(), sealer)
    if (changes.state === 'enabled') await freeAll(trx, after, now)
    else if (changes.state !== undefined) await ofWebhook(trx, id).hold(now)
    return {webhook: after, state: changes.state}
  })
  if (state === 'enabled') workArrived.notify()
  onChange({type: `webhook.${state ?? 'updated'}`, webhook})
  return webhook
}
