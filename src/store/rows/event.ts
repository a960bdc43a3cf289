import type {Event} from '../../core/event.ts'
import {openPayload} from './sealed-columns.ts'
import type {Sealer} from './sealer.ts'
import type {EventRow} from './tables.ts'

/**
 * Rows are snake_case and stay in this folder; the rest of hooks sees core types. Reading `payload`
 * throws `HooksError conflict` when it is encrypted and cannot be decrypted.
 */
export function toEvent(row: EventRow, sealer: Sealer): Event {
  const {id, seq, provider, scope, type, payload} = row
  return {
    id,
    seq,
    provider,
    scope,
    type,
    // Decrypted when it is read, so that one unreadable payload does not hide the other events.
    get payload() {
      return JSON.parse(openPayload(payload, id, sealer))
    },
    createdAt: new Date(row.created_at),
  }
}
