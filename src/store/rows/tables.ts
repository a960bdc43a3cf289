import type {Generated, Selectable} from 'kysely'
import type {DeliveryState} from '../../core/delivery.ts'
import type {WebhookState} from '../../core/webhook.ts'

/** The tables. Instants are milliseconds since the epoch; JSON is kept as the text it came as. */
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
  /** Number in order of creation; the id of vendors that number their webhooks. */
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
  /** JSON object; sealed unless it is empty. */
  options: string
  /** This and the other secrets are sealed. */
  secret: string | null
  signing_secret: string
  previous_signing_secret: string | null
  /** Until when deliveries are signed with the previous secret too. */
  previous_signing_secret_until: number | null
  created_at: number
  updated_at: number
  /** JSON object; sealed where it holds headers. */
  settings: Generated<string>
  /** Since when no attempt has succeeded; null while the receiver is well. */
  failing_since: number | null
  /** Why hooks disabled it by itself; null when a person did, or nobody. */
  disabled_reason: string | null
}

/** Which events a webhook wants, a row each: an index of its column `events`. */
export type WebhookEventTable = {
  webhook_seq: number
  /** Name of an event type, or a pattern with `*`. */
  event: string
  /** Of a pattern, the beginning of what stands before its first `*`; null of a name. */
  prefix: string | null
  /** Those of the webhook, which never change. */
  provider: string
  scope: string
}

export type EventTable = {
  seq: Generated<number>
  id: string
  provider: string
  scope: string
  type: string
  /** JSON object; sealed where it holds a secret of a webhook that gets it. */
  payload: string
  created_at: number
}

/** The queue: narrow, because every attempt rewrites its row. */
export type DeliveryTable = {
  seq: Generated<number>
  id: string
  event_id: string
  webhook_id: string
  provider: string
  event_type: string
  state: DeliveryState
  attempt_count: number
  /** Attempts made before the schedule in force began; more than 0 after a manual retry. */
  schedule_start: number
  /** Grows with each claim, and so tells an outcome of the present claim from an older one's. */
  claim: number
  /** Null when nobody may claim it: over, or its webhook is not enabled. */
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
  /** 1 where the body is kept sealed, because it holds a secret. */
  sealed: Generated<number>
}

export type AttemptTable = {
  delivery_seq: number
  n: number
  started_at: number
  duration_ms: number
  /** JSON object of what was sent. */
  headers: string
  code: number | null
  reason: string | null
  /** JSON object. */
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

/** Those of the user's own. */
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

/** How far a change of many deliveries came: those after `after_seq` up to `upto_seq` are left. */
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

/** What the store knows of itself. */
export type SettingTable = {name: string; value: string}

export type MigrationTable = {number: number; name: string; applied_at: number}

export type WebhookRow = Selectable<WebhookTable>
export type EventRow = Selectable<EventTable>
export type EventTypeRow = Selectable<EventTypeTable>
export type BulkRunRow = Selectable<BulkRunTable>
export type DeliveryRow = Selectable<DeliveryTable>
export type AttemptRow = Selectable<AttemptTable>
