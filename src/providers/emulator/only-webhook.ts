import {HooksError} from '../../core/errors.ts'
import type {WebhookChanges} from '../../core/webhook.ts'
import type {Store} from '../../store/index.ts'
import type {WebhookCreation, StoredWebhook} from '../../store/rows/stored-webhook.ts'

export type Saved = {readonly webhook: StoredWebhook; readonly isNew: boolean}

/** The webhook of one scope, for vendors that allow one in each. */
export function createOnlyWebhook(
  store: Store,
  {provider, scope}: {provider: string; scope: string},
) {
  const find = async (): Promise<StoredWebhook | undefined> =>
    (await store.webhooks.next({provider, scope}, {limit: 1}))[0]

  return {
    find,

    /**
     * Changes the webhook, or creates one from `creation` if there is none. Options that the changes
     * do not name stay as they are.
     */
    async save(
      changes: WebhookChanges,
      creation: () => Omit<WebhookCreation, 'provider' | 'scope' | 'maxPerScope'>,
    ): Promise<Saved> {
      const held = await find()
      if (held !== undefined) {
        const webhook = await store.webhooks.update(held.id, (now) => ({
          ...changes,
          options: {...now.options, ...changes.options},
        }))
        return {webhook, isNew: false}
      }
      try {
        const made = {...creation(), provider, scope, maxPerScope: 1}
        return {webhook: await store.webhooks.create(made), isNew: true}
      } catch (error) {
        // Another request created it in the meantime.
        if (error instanceof HooksError && error.code === 'rejected') {
          return this.save(changes, creation)
        }
        throw error
      }
    },
  }
}
