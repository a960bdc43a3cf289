import type {Delivery, FailureReason} from '../../core/delivery.ts'
import type {DeliveryRow} from './tables.ts'

/** A delivery as lists show it; `seq` is the cursor, `durationMs` is of the last attempt. */
export type ListedDelivery = Delivery & {readonly seq: number; readonly durationMs?: number}

/** Listed one by one: SQLite cannot return `deliveries.*`, and `*` is too much in PostgreSQL. */
export const LISTED_COLUMNS = [
  ...(['seq', 'id', 'event_id', 'webhook_id', 'provider', 'event_type', 'state'] as const),
  ...(['attempt_count', 'due_at', 'code', 'reason', 'duration_ms'] as const),
  ...(['created_at', 'updated_at'] as const),
] as const
export type ListedRow = Pick<DeliveryRow, (typeof LISTED_COLUMNS)[number]>

/** Rows are snake_case and stay in this folder; the rest of hooks sees core types. */
export function toDelivery(row: ListedRow): ListedDelivery {
  return {
    seq: row.seq,
    id: row.id,
    eventId: row.event_id,
    webhookId: row.webhook_id,
    provider: row.provider,
    event: row.event_type,
    state: row.state,
    attemptCount: row.attempt_count,
    ...(row.due_at === null ? {} : {dueAt: new Date(row.due_at)}),
    ...(row.code === null ? {} : {code: row.code}),
    ...(row.reason === null ? {} : {reason: toReason(row.reason)}),
    ...(row.duration_ms === null ? {} : {durationMs: row.duration_ms}),
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  }
}

/** The cast is safe: only `record` writes the column, and only with a `FailureReason`. */
export function toReason(text: string): FailureReason {
  return text as FailureReason
}
