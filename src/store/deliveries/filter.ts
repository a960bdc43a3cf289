import type {DeliveryState} from '../../core/delivery.ts'
import type {Db} from '../rows/db.ts'

/** Selects deliveries; a field left out does not restrict the selection. */
export type DeliveryFilter = {
  readonly state?: DeliveryState
  readonly webhookId?: string
  readonly eventId?: string
  readonly provider?: string
  readonly event?: string
  /** Created at or after this time. */
  readonly since?: Date
  /** Created before this time. */
  readonly until?: Date
}

export function filterDeliveries(db: Db, filter: DeliveryFilter) {
  const {state, webhookId, eventId, provider, event, since, until} = filter
  return db
    .selectFrom('deliveries')
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'pending'))
    .$if(webhookId !== undefined, (query) => query.where('webhook_id', '=', webhookId ?? ''))
    .$if(eventId !== undefined, (query) => query.where('event_id', '=', eventId ?? ''))
    .$if(provider !== undefined, (query) => query.where('provider', '=', provider ?? ''))
    .$if(event !== undefined, (query) => query.where('event_type', '=', event ?? ''))
    .$if(since !== undefined, (query) => query.where('created_at', '>=', since?.getTime() ?? 0))
    .$if(until !== undefined, (query) => query.where('created_at', '<', until?.getTime() ?? 0))
}
