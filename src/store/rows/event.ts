import type {Event} from '../../core/event.ts'
import {openPayload} from './sealed-columns.ts'
import type {Sealer} from './sealer.ts'
import type {EventRow} from './tables.ts'

/**
 * Rows are snake_case and stay in this folder; the rest of hooks sees core types. Its payload
 * throws `HooksError conflict` where it is sealed and does not open.
 */
export function toEvent(row: EventRow, sealer: Sealer): Event {
  const {id, seq, provider, scope, type, payload} = row
  return {
    id,
    seq,
    provider,
    scope,
    type,
    // Opened when it is read: one that does not open does not hide the others.
    get payload() {
      return JSON.parse(openPayload(payload, id, sealer))
    },
    createdAt: new Date(row.created_at),
  }
}
