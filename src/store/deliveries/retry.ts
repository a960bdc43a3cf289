import {HooksError} from '../../core/errors.ts'
import type {StoreContext} from '../engines/context.ts'
import type {Db} from '../rows/db.ts'
import {type ListedDelivery, toDelivery} from '../rows/delivery.ts'
import {findByReference} from './reference.ts'
import {retryAll} from './retry-cancel.ts'

/**
 * Sends a delivery again from the start of its schedule, whatever its state.
 *
 * @throws HooksError not_found, usage, conflict when its webhook or its body has been deleted
 */
export async function retryDelivery(
  {engine, clock, workArrived, onChange}: StoreContext,
  reference: string,
): Promise<ListedDelivery> {
  const {id, seq, webhook_id: webhookId} = await findByReference(engine.db, reference)
  const row = await engine.write(async (trx) => {
    const [retried] = await retryAll(trx, engine, {seqs: [seq], now: clock.now()})
    return retried ?? refuseRetry(trx, id, webhookId)
  })
  workArrived.notify()
  const delivery = toDelivery(row)
  onChange({type: 'delivery.retried', delivery})
  return delivery
}

/** @throws HooksError conflict */
async function refuseRetry(db: Db, id: string, webhookId: string): Promise<never> {
  const webhook = await db
    .selectFrom('webhooks')
    .select('id')
    .where('id', '=', webhookId)
    .executeTakeFirst()
  if (webhook === undefined) {
    throw new HooksError('conflict', `the webhook of delivery ${id} has been deleted`)
  }
  throw new HooksError('conflict', `the body of delivery ${id} has been pruned`, {
    hint: 'publish the event again; to keep bodies longer, use hooks serve --keep-payloads TIME',
  })
}
