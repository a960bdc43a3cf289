import {defined} from '../../core/defined.ts'
import {DEFAULT_SCOPE} from '../../core/event.ts'
import type {StoreContext} from '../engines/context.ts'
import type {StoredWebhook, WebhookCreation} from '../rows/stored-webhook.ts'
import {toNewRow, toWebhook} from '../rows/webhook.ts'
import {createFullError} from './errors.ts'
import {insertEvents} from './events.ts'
import {countIn} from './matching.ts'

/** @throws HooksError rejected, when the scope is full */
export async function createWebhook(
  {engine, clock, onChange}: StoreContext,
  creation: WebhookCreation,
): Promise<StoredWebhook> {
  const {sealer} = engine
  const webhook = await engine.write(async (trx) => {
    const {provider, scope = DEFAULT_SCOPE, kind, maxPerScope} = creation
    if (maxPerScope !== undefined) {
      const held = await countIn(trx, engine, {provider, scope, ...defined({kind})})
      if (held >= maxPerScope) throw createFullError(provider, maxPerScope)
    }
    const row = await trx
      .insertInto('webhooks')
      .values(toNewRow(creation, {scope, now: clock.now(), sealer}))
      .returningAll()
      .executeTakeFirstOrThrow()
    await insertEvents(trx, engine, row, creation.events)
    if (creation.vendorId !== 'sequence') return toWebhook(row, sealer)
    const vendorId = String(row.seq)
    await trx
      .updateTable('webhooks')
      .set({vendor_id: vendorId})
      .where('seq', '=', row.seq)
      .execute()
    return toWebhook({...row, vendor_id: vendorId}, sealer)
  })
  onChange({type: 'webhook.created', webhook})
  return webhook
}
