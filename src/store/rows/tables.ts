import type {Generated, Selectable} from 'kysely'
import type {DeliveryState} from '../../core/delivery.ts'
import type {WebhookState} from '../../core/webhook.ts'

/** The tables. Times are milliseconds since the epoch; JSON is stored as text. */
export type Database = {
  webhooks: WebhookTable
  webhook_events: WebhookEventTable
  events: EventTable
  deliveries: DeliveryTable
  bodies: BodyTable
  attempts: AttemptTable
  idempotency_keys: IdempotencyTable
  event_types: EventTypeTable
  settings: SettingTable
  bulk_runs: BulkRunTable
  migrations: MigrationTable
}

export type WebhookTable = {
  /** Numbered in order of creation; also the id for vendors that number their webhooks. */
  seq: Generated<number>
  id: string
  vendor_id: string | null
  provider: string
  kind: string | null
  scope: string
  url: string
  /** JSON array of event type names. */
  events: string
  state: WebhookState
  /** JSON object; encrypted unless it is empty. */
  options: string
  /** Encrypted, like the other secrets. */
  secret: string | null
  signing_secret: string
  previous_signing_secret: string | null
  /** Until then, deliveries are also signed with the previous secret. */
  previous_signing_secret_until: number | null
  created_at: number
  updated_at: number
  /** JSON object; encrypted when it contains headers. */
  settings: Generated<string>
  /** No attempt has succeeded since then; null while the receiver is healthy. */
  failing_since: number | null
  /** Why hooks disabled it automatically; null when a person did or it is not disabled. */
  disabled_reason: string | null
}

/** One row per event that a webhook subscribes to: an index of its column `events`. */
export type WebhookEventTable = {
  webhook_seq: number
  /** Name of an event type, or a pattern with `*`. */
  event: string
  /** For a pattern, the start of the text before its first `*`; null for a name. */
  prefix: string | null
  /** Copied from the webhook, where they never change. */
  provider: string
  scope: string
}

export type EventTable = {
  seq: Generated<number>
  id: string
  provider: string
  scope: string
  type: string
  /** JSON object; encrypted when it contains a secret of a webhook that receives it. */
  payload: string
  created_at: number
}

/** The queue. It has few columns, because every attempt rewrites the row. */
export type DeliveryTable = {
  seq: Generated<number>
  id: string
  event_id: string
  webhook_id: string
  provider: string
  event_type: string
  state: DeliveryState
  attempt_count: number
  /** Attempts made before the current schedule began; more than 0 after a manual retry. */
  schedule_start: number
  /** Grows with each claim, which distinguishes outcomes of the current claim from older ones. */
  claim: number
  /** Null when it must not be claimed: it has ended, is held, or its webhook is not enabled. */
  due_at: number | null
  /** 1 while a dispatcher holds it, 0 otherwise. */
  leased: number
  code: number | null
  reason: string | null
  duration_ms: number | null
  created_at: number
  updated_at: number
}

export type BodyTable = {
  delivery_seq: number
  content_type: string
  body: string
  /** 1 when the body is encrypted because it contains a secret. */
  sealed: Generated<number>
}

export type AttemptTable = {
  delivery_seq: number
  n: number
  started_at: number
  duration_ms: number
  /** JSON object of the request headers. */
  headers: string
  code: number | null
  reason: string | null
  /** JSON object of the response headers. */
  answer_headers: string | null
  answer_body: string | null
  body_error: string | null
}

export type IdempotencyTable = {
  key: string
  /** SHA-256 of the request, hex. */
  request_hash: string
  event_id: string
  created_at: number
}

/** The user's custom event types. */
export type EventTypeTable = {
  name: string
  description: string | null
  /** JSON Schema. */
  schema: string | null
  /** JSON object. */
  sample: string | null
  created_at: number
  updated_at: number
}

/** Progress of a bulk change: deliveries after `after_seq` up to `upto_seq` are left to do. */
export type BulkRunTable = {
  key: string
  /** SHA-256 of the request, hex. */
  request_hash: string
  after_seq: number
  upto_seq: number
  changed: number
  skipped: number
  created_at: number
}

/** Settings of the store itself. */
export type SettingTable = {name: string; value: string}

export type MigrationTable = {number: number; name: string; applied_at: number}

export type WebhookRow = Selectable<WebhookTable>
export type EventRow = Selectable<EventTable>
export type EventTypeRow = Selectable<EventTypeTable>
export type BulkRunRow = Selectable<BulkRunTable>
export type DeliveryRow = Selectable<DeliveryTable>
export type AttemptRow = Selectable<AttemptTable>
