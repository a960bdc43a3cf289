import {listSecretTexts} from '../core/masking/mask.ts'
import type {Provider} from '../providers/provider.ts'
import type {StoredWebhook} from '../store/rows/stored-webhook.ts'

/** The webhook's secrets, and the values of the options that its provider declares as secret. */
export function listWebhookSecrets(provider: Provider, webhook: StoredWebhook): string[] {
  const options = provider.webhooks.options.filter(({secret}) => secret === true)
  return listSecretTexts(
    webhook,
    options.map(({name}) => webhook.options[name]),
  )
}
