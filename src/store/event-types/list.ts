import type {OwnEventType} from '../../core/event-type.ts'
import type {StoreContext} from '../engines/context.ts'
import {toEventType} from '../rows/event-type.ts'
import {MAX_EVENT_TYPES, createNoEventTypeError} from './errors.ts'

/** All of them, sorted by name. */
export async function listEventTypes({engine}: StoreContext): Promise<OwnEventType[]> {
  const rows = await engine.db
    .selectFrom('event_types')
    .selectAll()
    .orderBy('name')
    .limit(MAX_EVENT_TYPES)
    .execute()
  // Each database sorts text in its own way.
  return rows.map(toEventType).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

export async function findEventType(
  {engine}: StoreContext,
  name: string,
): Promise<OwnEventType | undefined> {
  const row = await engine.db
    .selectFrom('event_types')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined ? undefined : toEventType(row)
}

/** @throws HooksError not_found */
export async function getEventType(context: StoreContext, name: string): Promise<OwnEventType> {
  const type = await findEventType(context, name)
  if (type === undefined) throw createNoEventTypeError(name)
  return type
}
