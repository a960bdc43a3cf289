import type {NewEventType, OwnEventType} from '../../core/event-type.ts'
import type {StoreContext} from '../engines/context.ts'
import {type DefinedEventType, defineEventType} from './define.ts'
import {findEventType, getEventType, listEventTypes} from './list.ts'
import {removeEventType} from './remove.ts'

/** The event types of the user's own. */
export type EventTypeQueries = {
  /** All of them, by name. */
  list(): Promise<OwnEventType[]>
  find(name: string): Promise<OwnEventType | undefined>
  /** @throws HooksError not_found */
  get(name: string): Promise<OwnEventType>
  /** Adds it, or replaces the one of the same name. @throws HooksError rejected, when full */
  define(type: NewEventType): Promise<DefinedEventType>
  /** Webhooks that want the type keep its name. @throws HooksError not_found */
  remove(name: string): Promise<void>
}

export function eventTypeQueries(context: StoreContext): EventTypeQueries {
  return {
    list: () => listEventTypes(context),
    find: (name) => findEventType(context, name),
    get: (name) => getEventType(context, name),
    define: (type) => defineEventType(context, type),
    remove: (name) => removeEventType(context, name),
  }
}
