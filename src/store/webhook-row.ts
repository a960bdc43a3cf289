import {newSigningSecret, randomId} from '../core/ids.ts'
import type {WebhookChanges} from '../core/webhook.ts'
import type {Sealer} from './sealer.ts'
import {sealWebhook} from './seals.ts'
import type {WebhookCreation} from './webhooks.ts'

type Making = {readonly scope: string; readonly now: number; readonly sealer: Sealer}

/** The columns of a webhook that is made at `now`, milliseconds since the epoch. */
export function newRow(creation: WebhookCreation, {scope, now, sealer}: Making) {
  const {provider, kind, url, events, state = 'enabled', options = {}, secret, vendorId} = creation
  const id = creation.id ?? `wh_${randomId()}`
  const row = {
    id,
    vendor_id: vendorId === 'sequence' ? null : (vendorId ?? null),
    provider,
    kind: kind ?? null,
    scope,
    url,
    events: JSON.stringify(events),
    state,
    options: JSON.stringify(options),
    settings: JSON.stringify(creation.delivery ?? {}),
    secret: secret ?? null,
    signing_secret: creation.signingSecret ?? newSigningSecret(),
    previous_signing_secret: null,
    previous_signing_secret_until: null,
    created_at: now,
    updated_at: now,
  }
  return sealWebhook(row, id, sealer)
}

/** The columns that the changes of webhook `id` name. */
export function changedColumns(changes: WebhookChanges, id: string, sealer: Sealer) {
  const {url, events, state, secret, options, delivery} = changes
  const columns = {
    ...(url === undefined ? {} : {url}),
    ...(events === undefined ? {} : {events: JSON.stringify(events)}),
    // Whoever sets the state takes it over from hooks.
    ...(state === undefined ? {} : {state, disabled_reason: null, failing_since: null}),
    ...(secret === undefined ? {} : {secret}),
    ...(options === undefined ? {} : {options: JSON.stringify(options)}),
    ...(delivery === undefined ? {} : {settings: JSON.stringify(delivery)}),
  }
  return sealWebhook(columns, id, sealer)
}
