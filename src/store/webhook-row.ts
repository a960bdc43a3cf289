import {newSigningSecret, randomId} from '../core/ids.ts'
import type {WebhookChanges} from '../core/webhook.ts'
import type {WebhookCreation} from './webhooks.ts'

/** The columns of a webhook that is made at `now`, milliseconds since the epoch. */
export function newRow(creation: WebhookCreation, scope: string, now: number) {
  const {provider, kind, url, events, state = 'enabled', options = {}, secret, vendorId} = creation
  return {
    id: creation.id ?? `wh_${randomId()}`,
    vendor_id: vendorId === 'sequence' ? null : (vendorId ?? null),
    provider,
    kind: kind ?? null,
    scope,
    url,
    events: JSON.stringify(events),
    state,
    options: JSON.stringify(options),
    secret: secret ?? null,
    signing_secret: newSigningSecret(),
    previous_signing_secret: null,
    previous_signing_secret_until: null,
    created_at: now,
    updated_at: now,
  }
}

/** The columns that the changes name. */
export function changedColumns({url, events, state, secret, options}: WebhookChanges) {
  return {
    ...(url === undefined ? {} : {url}),
    ...(events === undefined ? {} : {events: JSON.stringify(events)}),
    ...(state === undefined ? {} : {state}),
    ...(secret === undefined ? {} : {secret}),
    ...(options === undefined ? {} : {options: JSON.stringify(options)}),
  }
}
