import {HooksError} from '../../core/errors.ts'
import type {WebhookRow} from '../rows/tables.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'

export function createNotFoundError(id: string): HooksError {
  return new HooksError('not_found', `no webhook ${JSON.stringify(id)}`, {
    hint: 'list webhooks with: hooks list',
  })
}

/** The scope already has as many webhooks as the vendor allows. */
export function createFullError(provider: string, max: number): HooksError {
  const what = max === 1 ? 'a webhook, and allows only one' : `the maximum of ${max} webhooks`
  return new HooksError('rejected', `${provider} already has ${what}`, {
    hint: max === 1 ? 'change it with: hooks update' : 'delete one with: hooks delete ID',
  })
}

export function createAmbiguousError(id: string, rows: readonly WebhookRow[]): HooksError {
  return new HooksError('usage', `${JSON.stringify(id)} matches ${rows.length} webhooks`, {
    hint: `use one of these ids: ${rows.map((row) => row.id).join(', ')}`,
  })
}

/** @throws HooksError conflict, when its secrets cannot be decrypted */
export function requireReadable({id, disabledReason}: StoredWebhook): void {
  if (disabledReason !== 'unreadable') return
  throw new HooksError(
    'conflict',
    `the secrets of webhook ${JSON.stringify(id)} cannot be decrypted`,
    {
      hint: `create it again: hooks delete ${id}, then hooks create`,
    },
  )
}
