import type {DeliveryDetail} from '../../core/delivery.ts'
import type {StoreContext} from '../engines/context.ts'
import type {ListedDelivery} from '../rows/delivery.ts'
import {cancelDelivery} from './cancel.ts'
import {getDelivery} from './get.ts'
import {type DeliveryPage, listDeliveries} from './list.ts'
import {retryDelivery} from './retry.ts'

/** The log of deliveries, and what a person may do to one. A reference is an id or its start. */
export type DeliveryQueries = {
  /** Newest first. */
  list(page: DeliveryPage): Promise<ListedDelivery[]>
  /** @throws HooksError not_found, usage */
  get(reference: string): Promise<DeliveryDetail & ListedDelivery>
  /**
   * Sends it again from the start of its schedule, whatever became of it.
   *
   * @throws HooksError not_found, usage, conflict when its webhook or its body is gone
   */
  retry(reference: string): Promise<ListedDelivery>
  /** Stops it unless it is over already. @throws HooksError not_found, usage, conflict */
  cancel(reference: string): Promise<ListedDelivery>
}

export function deliveryQueries(context: StoreContext): DeliveryQueries {
  return {
    list: (page) => listDeliveries(context, page),
    get: (reference) => getDelivery(context, reference),
    retry: (reference) => retryDelivery(context, reference),
    cancel: (reference) => cancelDelivery(context, reference),
  }
}
