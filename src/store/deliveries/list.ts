import type {StoreContext} from '../engines/context.ts'
import {type ListedDelivery, toDelivery} from '../rows/delivery.ts'
import {type DeliveryFilter, filterDeliveries} from './filter.ts'

/** One page of the matching deliveries. */
export type DeliveryPage = DeliveryFilter & {
  readonly limit: number
  /** Only deliveries with a lower sequence number. */
  readonly before?: number
}

/** Newest first. */
export async function listDeliveries(
  {engine}: StoreContext,
  page: DeliveryPage,
): Promise<ListedDelivery[]> {
  const {before, limit} = page
  const rows = await filterDeliveries(engine.db, page)
    .selectAll()
    .$if(before !== undefined, (query) => query.where('seq', '<', before ?? 0))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toDelivery)
}
