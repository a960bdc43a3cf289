import type {Event} from '../../core/event.ts'
import type {StoreContext} from '../engines/context.ts'
import {type Acceptance, acceptEvent, type Accepted} from './accept.ts'
import {type EventFilter, getEvent, listEvents} from './list.ts'

/** Events and the deliveries they cause. */
export type EventQueries = {
  /**
   * Writes the event, its deliveries and the idempotency key; they are on disk when it returns.
   *
   * @throws HooksError conflict, when the key was already used for a different request
   */
  accept(acceptance: Acceptance): Promise<Accepted>
  /** @throws HooksError not_found */
  get(id: string): Promise<Event>
  /** Newest first. */
  list(filter: EventFilter): Promise<Event[]>
}

export function createEventQueries(context: StoreContext): EventQueries {
  return {
    accept: (acceptance) => acceptEvent(context, acceptance),
    get: (id) => getEvent(context, id),
    list: (filter) => listEvents(context, filter),
  }
}
