import type {StoreContext} from '../engines/context.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {toWebhook} from '../rows/webhook.ts'
import {createAmbiguousError, createNotFoundError} from './errors.ts'

/** How many webhooks are listed when an id is ambiguous. */
const MAX_NAMESAKES = 10

/** Finds by id or, if it is unambiguous, by the vendor's id. @throws HooksError usage */
export async function findWebhook(
  {engine}: StoreContext,
  id: string,
  provider?: string,
): Promise<StoredWebhook | undefined> {
  const {db, sealer} = engine
  const findBy = (column: 'id' | 'vendor_id') =>
    db
      .selectFrom('webhooks')
      .selectAll()
      .where(column, '=', id)
      .$if(provider !== undefined, (query) => query.where('provider', '=', provider ?? ''))
      .orderBy('seq')
      .limit(MAX_NAMESAKES)
      .execute()
  // An id of hooks takes precedence over an identical id of a vendor.
  const [exact] = await findBy('id')
  if (exact !== undefined) return toWebhook(exact, sealer)
  const vendors = await findBy('vendor_id')
  if (vendors.length > 1) throw createAmbiguousError(id, vendors)
  return vendors[0] === undefined ? undefined : toWebhook(vendors[0], sealer)
}

/** The same within one provider; the webhook must exist. @throws HooksError not_found, usage */
export async function getWebhook(
  context: StoreContext,
  provider: string,
  id: string,
): Promise<StoredWebhook> {
  const webhook = await findWebhook(context, id, provider)
  if (webhook === undefined) throw createNotFoundError(id)
  return webhook
}
