import type {NewEventType, OwnEventType} from '../../core/event-type.ts'
import type {StoreContext} from '../engines/context.ts'
import {type DefinedEventType, defineEventType} from './define.ts'
import {findEventType, getEventType, listEventTypes} from './list.ts'
import {removeEventType} from './remove.ts'

/** The user's custom event types. */
export type EventTypeQueries = {
  /** All of them, sorted by name. */
  list(): Promise<OwnEventType[]>
  find(name: string): Promise<OwnEventType | undefined>
  /** @throws HooksError not_found */
  get(name: string): Promise<OwnEventType>
  /** Adds a type or replaces the one with the same name. @throws HooksError rejected, when full */
  define(type: NewEventType): Promise<DefinedEventType>
  /** Webhooks keep their subscription to its name. @throws HooksError not_found */
  remove(name: string): Promise<void>
}

export function createEventTypeQueries(context: StoreContext): EventTypeQueries {
  return {
    list: () => listEventTypes(context),
    find: (name) => findEventType(context, name),
    get: (name) => getEventType(context, name),
    define: (type) => defineEventType(context, type),
    remove: (name) => removeEventType(context, name),
  }
}
