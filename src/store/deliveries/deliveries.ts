import type {DeliveryDetail} from '../../core/delivery.ts'
import type {StoreContext} from '../engines/context.ts'
import type {ListedDelivery} from '../rows/delivery.ts'
import {cancelDelivery} from './cancel.ts'
import {getDelivery} from './get.ts'
import {type DeliveryPage, listDeliveries} from './list.ts'
import {retryDelivery} from './retry.ts'

/** The delivery log and the actions on one delivery. A reference is an id or a unique prefix. */
export type DeliveryQueries = {
  /** Newest first. */
  list(page: DeliveryPage): Promise<ListedDelivery[]>
  /** @throws HooksError not_found, usage */
  get(reference: string): Promise<DeliveryDetail & ListedDelivery>
  /**
   * Sends a delivery again from the start of its schedule, whatever its state.
   *
   * @throws HooksError not_found, usage, conflict when its webhook or its body has been deleted
   */
  retry(reference: string): Promise<ListedDelivery>
  /** Cancels a pending delivery. @throws HooksError not_found, usage, conflict when it has ended */
  cancel(reference: string): Promise<ListedDelivery>
}

export function createDeliveryQueries(context: StoreContext): DeliveryQueries {
  return {
    list: (page) => listDeliveries(context, page),
    get: (reference) => getDelivery(context, reference),
    retry: (reference) => retryDelivery(context, reference),
    cancel: (reference) => cancelDelivery(context, reference),
  }
}
