import type {Event} from '../../core/event.ts'
import type {EventRow} from './tables.ts'

/** Rows are snake_case and stay in this folder; the rest of hooks sees core types. */
export function toEvent(row: EventRow): Event {
  const {id, seq, provider, scope, type, payload} = row
  return {
    id,
    seq,
    provider,
    scope,
    type,
    payload: JSON.parse(payload),
    createdAt: new Date(row.created_at),
  }
}
