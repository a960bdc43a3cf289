import {defined} from '../../core/defined.ts'
import {matchesFilter} from '../../core/delivery-settings.ts'
import {DEFAULT_SCOPE, type NewEvent} from '../../core/event.ts'
import type {Engine} from '../engines/engine.ts'
import type {Db} from '../rows/db.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {toWebhook} from '../rows/webhook.ts'
import {selectMatching, createNarrowing} from '../webhooks/matching.ts'

type Occurrence = NewEvent & {
  readonly kind?: string | undefined
  readonly webhookId?: string | undefined
}

/**
 * The webhooks that receive an event: those that subscribe to it and are not disabled. Others are
 * not read or decrypted, however many there are.
 */
export async function findReceivers(
  db: Db,
  engine: Engine,
  {provider, scope = DEFAULT_SCOPE, type, payload, kind, webhookId}: Occurrence,
): Promise<StoredWebhook[]> {
  const wanted = {provider, scope, event: type, ...defined({kind})}
  const rows = await selectMatching(db, engine, await createNarrowing(db, engine, wanted))
    .selectAll()
    .where('state', '!=', 'disabled')
    .$if(webhookId !== undefined, (query) => query.where('id', '=', webhookId ?? ''))
    .orderBy('seq')
    .execute()
  return rows
    .map((row) => toWebhook(row, engine.sealer))
    .filter(({state}) => state !== 'disabled')
    .filter(({delivery}) => matchesFilter(delivery.filter, payload))
}
