import {secretTexts} from '../core/masking/mask.ts'
import type {Provider} from '../providers/provider.ts'
import type {StoredWebhook} from '../store/rows/stored-webhook.ts'

/** The webhook's secrets, and the values of the options that its provider declares as secret. */
export function webhookSecrets(provider: Provider, webhook: StoredWebhook): string[] {
  const options = provider.webhooks.options.filter(({secret}) => secret === true)
  return secretTexts(
    webhook,
    options.map(({name}) => webhook.options[name]),
  )
}
