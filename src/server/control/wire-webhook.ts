import {defined} from '../../core/defined.ts'
import type {WireSecrets, WireWebhook} from '../../wire/webhooks-and-events.ts'
import type {DeliverySettings} from '../../core/delivery-settings.ts'
import {maskHeaders, maskSecret} from '../../core/webhook.ts'
import type {Provider} from '../../providers/provider.ts'
import type {StoredWebhook} from '../../store/rows/stored-webhook.ts'
import {toWireSigning} from './signing-secret.ts'

/** A webhook in the control API's JSON, without its secret options. */
export function toWireWebhook(
  webhook: StoredWebhook,
  provider: Provider,
  secrets: 'whole' | 'masked',
): WireWebhook {
  const {id, vendorId, kind, scope, url, events, state, options, delivery} = webhook
  const {disabledReason, createdAt, secret, signingSecret} = webhook
  const show = secrets === 'whole' ? (text: string) => text : maskSecret
  const visibleOptions = Object.entries(options).filter(
    ([name]) => provider.webhooks.options.find((option) => option.name === name)?.secret !== true,
  )
  return {
    id,
    ...defined({vendorId}),
    provider: webhook.provider,
    ...defined({kind}),
    ...(provider.scope === undefined ? {} : {scope}),
    url,
    events: [...events],
    state,
    ...(visibleOptions.length === 0 ? {} : {options: Object.fromEntries(visibleOptions)}),
    ...(Object.keys(delivery).length === 0 ? {} : {delivery: toWireSettings(delivery, secrets)}),
    ...defined({disabledReason}),
    createdAt: createdAt.toISOString(),
    ...(secret === undefined ? {} : {secret: show(secret)}),
    // Empty if it could not be decrypted.
    ...(signingSecret === '' ? {} : toWireSigning(signingSecret, secrets)),
  }
}

/** Both secrets, unmasked. */
export function toWireSecrets({id, secret, signingSecret}: StoredWebhook): WireSecrets {
  return {id, ...defined({secret}), ...toWireSigning(signingSecret, 'whole')}
}

/** Both secrets and the webhook's custom headers, unmasked. */
export function toAllWireSecrets(webhook: StoredWebhook): WireSecrets {
  const {headers} = webhook.delivery
  return {...toWireSecrets(webhook), ...(headers === undefined ? {} : {headers: {...headers}})}
}

/** Copies the lists, since types derived from a schema are not read-only. */
function toWireSettings(
  {headers, filter, ...settings}: DeliverySettings,
  secrets: 'whole' | 'masked',
) {
  const patterns = Object.entries(filter ?? {}).map(([path, values]) => [path, [...values]])
  return {
    ...settings,
    ...(headers === undefined
      ? {}
      : {headers: secrets === 'whole' ? {...headers} : maskHeaders(headers)}),
    ...(filter === undefined ? {} : {filter: Object.fromEntries(patterns)}),
  }
}
