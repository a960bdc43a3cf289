import {defined} from '../../core/defined.ts'
import {passesFilter} from '../../core/delivery-settings.ts'
import type {Event} from '../../core/event.ts'
import type {Engine} from '../engines/engine.ts'
import type {Db} from '../rows/db.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {toWebhook} from '../rows/webhook.ts'
import {matching, subscribes} from '../webhooks/list.ts'

type Narrowing = {readonly kind?: string | undefined; readonly webhookId?: string | undefined}

/** The webhooks that an event makes deliveries for: those that want it and are not disabled. */
export async function receivers(
  db: Db,
  {sealer}: Engine,
  {provider, scope, type, payload}: Event,
  {kind, webhookId}: Narrowing,
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
