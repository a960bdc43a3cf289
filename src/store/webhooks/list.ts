import {matchesGlob} from '../../core/glob.ts'
import type {Webhook, WebhookFilter} from '../../core/webhook.ts'
import type {StoreContext} from '../engines/context.ts'
import type {Db} from '../rows/db.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {toWebhook} from '../rows/webhook.ts'

export type Page = {readonly page: number; readonly pageSize: number; readonly newestFirst?: true}

export type WebhookPage = {readonly webhooks: readonly StoredWebhook[]; readonly total: number}

/** Every webhook that matches, oldest first. */
export async function listWebhooks(
  {engine}: StoreContext,
  filter: WebhookFilter = {},
): Promise<StoredWebhook[]> {
  const rows = await matching(engine.db, filter).selectAll().orderBy('seq').execute()
  return rows
    .map((row) => toWebhook(row, engine.sealer))
    .filter((webhook) => subscribes(webhook, filter.event))
}

/** One page of those that match, and how many there are in all. */
export async function pageOfWebhooks(
  context: StoreContext,
  filter: WebhookFilter,
  {page, pageSize, newestFirst}: Page,
): Promise<WebhookPage> {
  const found = await listWebhooks(context, filter)
  const webhooks = newestFirst === true ? found.toReversed() : found
  const start = (page - 1) * pageSize
  return {webhooks: webhooks.slice(start, start + pageSize), total: webhooks.length}
}

export async function countIn(db: Db, filter: WebhookFilter): Promise<number> {
  const {total} = await matching(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return total
}

export function matching(db: Db, {provider, kind, scope}: WebhookFilter) {
  return db
    .selectFrom('webhooks')
    .$if(provider !== undefined, (query) => query.where('provider', '=', provider ?? ''))
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .$if(scope !== undefined, (query) => query.where('scope', '=', scope ?? ''))
}

/** Whether the webhook wants events of this type; every webhook where none is named. */
export function subscribes({events}: Webhook, type: string | undefined): boolean {
  return type === undefined || events.some((pattern) => matchesGlob(pattern, type))
}
