import {newSigningSecret} from '../../core/ids.ts'
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
  nextWebhooks,
  type Page,
  pageOfWebhooks,
  type WebhookPage,
} from './list.ts'
import {rotateWebhook} from './rotate.ts'
import {updateWebhook, type WebhookChange} from './update.ts'

/** The webhooks of a store, with their secrets whole. */
export type WebhookQueries = {
  /** @throws HooksError rejected, when the scope is full */
  create(creation: WebhookCreation): Promise<StoredWebhook>
  /** Every webhook that matches, oldest first: for answers that have no pages. */
  list(filter?: WebhookFilter): Promise<StoredWebhook[]>
  /** Some of those that match, oldest first. */
  next(filter: WebhookFilter, slice: WebhookSlice): Promise<StoredWebhook[]>
  /** One page of those that match, and how many there are in all. */
  page(filter: WebhookFilter, page: Page): Promise<WebhookPage>
  count(filter: WebhookFilter): Promise<number>
  /** By id, or by the vendor's, within one provider. @throws HooksError not_found, usage */
  get(provider: string, id: string): Promise<StoredWebhook>
  /** By id or, where it is unambiguous, by the vendor's id. @throws HooksError usage */
  find(id: string, provider?: string): Promise<StoredWebhook | undefined>
  /** @throws HooksError not_found; conflict, when it is unreadable; and what a function throws */
  update(id: string, change: WebhookChange): Promise<StoredWebhook>
  /**
   * Gives new secrets; the vendor's stays as it is where none is given.
   *
   * @throws HooksError not_found; conflict, when it is unreadable
   */
  rotate(id: string, secret: string | undefined, signingSecret?: string): Promise<StoredWebhook>
  /** Cancels what it still had to get, too. @throws HooksError not_found */
  delete(provider: string, id: string): Promise<void>
}

export function webhookQueries(context: StoreContext): WebhookQueries {
  return {
    create: (creation) => createWebhook(context, creation),
    list: (filter) => listWebhooks(context, filter),
    next: (filter, next) => nextWebhooks(context, filter, next),
    page: (filter, page) => pageOfWebhooks(context, filter, page),
    count: (filter) => countWebhooks(context, filter),
    get: (provider, id) => getWebhook(context, provider, id),
    find: (id, provider) => findWebhook(context, id, provider),
    update: (id, change) => updateWebhook(context, id, change),
    rotate: (id, secret, signingSecret = newSigningSecret()) =>
      rotateWebhook(context, id, {secret, signingSecret}),
    delete: (provider, id) => deleteWebhook(context, provider, id),
  }
}
