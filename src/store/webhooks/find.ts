import type {StoreContext} from '../engines/context.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {toWebhook} from '../rows/webhook.ts'
import {ambiguous, notFound} from './errors.ts'

/** Enough of them to say which an ambiguous id may mean. */
const MAX_NAMESAKES = 10

/** By id or, where it is unambiguous, by the vendor's id. @throws HooksError usage */
export async function findWebhook(
  {engine}: StoreContext,
  id: string,
  provider?: string,
): Promise<StoredWebhook | undefined> {
  const {db, sealer} = engine
  const named = (column: 'id' | 'vendor_id') =>
    db
      .selectFrom('webhooks')
      .selectAll()
      .where(column, '=', id)
      .$if(provider !== undefined, (query) => query.where('provider', '=', provider ?? ''))
      .orderBy('seq')
      .limit(MAX_NAMESAKES)
      .execute()
  // Ours goes before a vendor's that is spelled the same.
  const [exact] = await named('id')
  if (exact !== undefined) return toWebhook(exact, sealer)
  const vendors = await named('vendor_id')
  if (vendors.length > 1) throw ambiguous(id, vendors)
  return vendors[0] === undefined ? undefined : toWebhook(vendors[0], sealer)
}

/** The same within one provider. @throws HooksError not_found, usage */
export async function getWebhook(
  context: StoreContext,
  provider: string,
  id: string,
): Promise<StoredWebhook> {
  const webhook = await findWebhook(context, id, provider)
  if (webhook === undefined) throw notFound(id)
  return webhook
}
