import type {StoreContext} from '../engines/context.ts'
import {toWebhook} from '../rows/webhook.ts'
import {createDeliveryUpdates} from './deliveries.ts'
import {deleteEvents} from './events.ts'
import {createNotFoundError} from './errors.ts'

/** Deletes a webhook and cancels its pending deliveries. @throws HooksError not_found */
export async function deleteWebhook(
  {engine, clock, onChange}: StoreContext,
  provider: string,
  id: string,
): Promise<void> {
  const row = await engine.write(async (trx) => {
    const deleted = await trx
      .deleteFrom('webhooks')
      .where('provider', '=', provider)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    if (deleted === undefined) throw createNotFoundError(id)
    await deleteEvents(trx, deleted.seq)
    await createDeliveryUpdates(trx, id).cancel(clock.now())
    return deleted
  })
  onChange({type: 'webhook.deleted', webhook: toWebhook(row, engine.sealer)})
}
