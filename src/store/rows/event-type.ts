import type {NewEventType, OwnEventType} from '../../core/event-type.ts'
import type {EventTypeRow} from './tables.ts'

/** The columns that a definition sets; `now` is in milliseconds since the epoch. */
export function toDefinedColumns({description, schema, sample}: NewEventType, now: number) {
  return {
    description: description ?? null,
    schema: schema === undefined ? null : JSON.stringify(schema),
    sample: sample === undefined ? null : JSON.stringify(sample),
    updated_at: now,
  }
}

/** Rows are snake_case and stay in this folder; the rest of hooks sees core types. */
export function toEventType(row: EventTypeRow): OwnEventType {
  return {
    name: row.name,
    ...(row.description === null ? {} : {description: row.description}),
    ...(row.schema === null ? {} : {schema: JSON.parse(row.schema)}),
    ...(row.sample === null ? {} : {sample: JSON.parse(row.sample)}),
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  }
}
