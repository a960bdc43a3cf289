import {defined} from '../../core/defined.ts'
import {HooksError} from '../../core/errors.ts'
import {createSigningSecret, createRandomId} from '../../core/ids.ts'
import type {WebhookChanges} from '../../core/webhook.ts'
import type {Sealer} from './sealer.ts'
import type {WebhookRow} from './tables.ts'
import {openWebhook, sealWebhook} from './sealed-columns.ts'
import type {WebhookCreation, StoredWebhook} from './stored-webhook.ts'

type NewRowContext = {readonly scope: string; readonly now: number; readonly sealer: Sealer}

/** The columns of a new webhook; `now` is in milliseconds since the epoch. */
export function toNewRow(creation: WebhookCreation, {scope, now, sealer}: NewRowContext) {
  const {provider, kind, url, events, state = 'enabled', options = {}, secret, vendorId} = creation
  const id = creation.id ?? `wh_${createRandomId()}`
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
    signing_secret: creation.signingSecret ?? createSigningSecret(),
    previous_signing_secret: null,
    previous_signing_secret_until: null,
    created_at: now,
    updated_at: now,
  }
  return sealWebhook(row, id, sealer)
}

/** The columns to update for these changes to webhook `id`. */
export function toChangedColumns(changes: WebhookChanges, id: string, sealer: Sealer) {
  const {url, events, state, secret, options, delivery} = changes
  const columns = {
    ...defined({url}),
    ...(events === undefined ? {} : {events: JSON.stringify(events)}),
    // A state that a person sets replaces one that hooks set automatically.
    ...(state === undefined ? {} : {state, disabled_reason: null, failing_since: null}),
    ...defined({secret}),
    ...(options === undefined ? {} : {options: JSON.stringify(options)}),
    ...(delivery === undefined ? {} : {settings: JSON.stringify(delivery)}),
  }
  return sealWebhook(columns, id, sealer)
}

/** Rows are snake_case and stay in this folder; the rest of hooks sees core types. */
export function toWebhook(stored: WebhookRow, sealer: Sealer): StoredWebhook {
  const row = openOrDisable(stored, sealer)
  const until = row.previous_signing_secret_until
  return {
    seq: row.seq,
    id: row.id,
    ...(row.vendor_id === null ? {} : {vendorId: row.vendor_id}),
    provider: row.provider,
    ...(row.kind === null ? {} : {kind: row.kind}),
    scope: row.scope,
    url: row.url,
    events: JSON.parse(row.events),
    state: row.state,
    options: JSON.parse(row.options),
    delivery: JSON.parse(row.settings),
    ...(row.failing_since === null ? {} : {failingSince: new Date(row.failing_since)}),
    ...(row.disabled_reason === null ? {} : {disabledReason: row.disabled_reason}),
    createdAt: new Date(row.created_at),
    ...(row.secret === null ? {} : {secret: row.secret}),
    signingSecret: row.signing_secret,
    ...(row.previous_signing_secret === null || until === null
      ? {}
      : {previousSigningSecret: {secret: row.previous_signing_secret, until: new Date(until)}}),
  }
}

/** A webhook whose secrets cannot be decrypted counts as disabled: nothing can be sent to it. */
function openOrDisable(row: WebhookRow, sealer: Sealer): WebhookRow {
  try {
    return openWebhook(row, sealer)
  } catch (error) {
    if (!(error instanceof HooksError)) throw error
    const nothing = {secret: null, signing_secret: '', previous_signing_secret: null}
    const state = {state: 'disabled', disabled_reason: 'unreadable'} as const
    return {...row, ...nothing, ...state, options: '{}', settings: '{}'}
  }
}
