import {createSigningSecret} from '../../core/ids.ts'
import type {WebhookFilter} from '../../core/webhook.ts'
import type {StoreContext} from '../engines/context.ts'
import type {StoredWebhook, WebhookCreation} from '../rows/stored-webhook.ts'
import {createWebhook} from './create.ts'
import {deleteWebhook} from './delete.ts'
import {findWebhook, getWebhook} from './find.ts'
import {
  countWebhooks,
  listWebhooks,
  type WebhookSlice,
  listNextWebhooks,
  type Page,
  listWebhookPage,
  type WebhookPage,
} from './list.ts'
import {rotateWebhook} from './rotate.ts'
import {updateWebhook, type WebhookChange} from './update.ts'

/** The webhooks of a store, with their unmasked secrets. */
export type WebhookQueries = {
  /** @throws HooksError rejected, when the scope is full */
  create(creation: WebhookCreation): Promise<StoredWebhook>
  /** Every matching webhook, oldest first: for responses without pages. */
  list(filter?: WebhookFilter): Promise<StoredWebhook[]>
  /** A slice of the matching webhooks, oldest first. */
  next(filter: WebhookFilter, slice: WebhookSlice): Promise<StoredWebhook[]>
  /** One page of the matching webhooks, and their total number. */
  page(filter: WebhookFilter, page: Page): Promise<WebhookPage>
  count(filter: WebhookFilter): Promise<number>
  /** Finds by id or vendor id within one provider. @throws HooksError not_found, usage */
  get(provider: string, id: string): Promise<StoredWebhook>
  /** Finds by id or, if it is unambiguous, by the vendor's id. @throws HooksError usage */
  find(id: string, provider?: string): Promise<StoredWebhook | undefined>
  /** @throws HooksError not_found; conflict, when it is unreadable; and what a function throws */
  update(id: string, change: WebhookChange): Promise<StoredWebhook>
  /**
   * Replaces the secrets; the vendor's secret is unchanged when none is given.
   *
   * @throws HooksError not_found; conflict, when it is unreadable
   */
  rotate(id: string, secret: string | undefined, signingSecret?: string): Promise<StoredWebhook>
  /** Also cancels its pending deliveries. @throws HooksError not_found */
  delete(provider: string, id: string): Promise<void>
}

export function createWebhookQueries(context: StoreContext): WebhookQueries {
  return {
    create: (creation) => createWebhook(context, creation),
    list: (filter) => listWebhooks(context, filter),
    next: (filter, next) => listNextWebhooks(context, filter, next),
    page: (filter, page) => listWebhookPage(context, filter, page),
    count: (filter) => countWebhooks(context, filter),
    get: (provider, id) => getWebhook(context, provider, id),
    find: (id, provider) => findWebhook(context, id, provider),
    update: (id, change) => updateWebhook(context, id, change),
    rotate: (id, secret, signingSecret = createSigningSecret()) =>
      rotateWebhook(context, id, {secret, signingSecret}),
    delete: (provider, id) => deleteWebhook(context, provider, id),
  }
}
