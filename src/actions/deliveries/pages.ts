import {defined} from '../../core/defined.ts'
import type {ControlClient} from '../../control/client.ts'
import type {WireDelivery, WireDeliveryFilter} from '../../wire/deliveries.ts'

/** The most that the server gives at once. */
const PAGE = 500

/** Every delivery that fits the query, the newest first; a page is asked for when it is wanted. */
export async function* deliveryPages(
  {deliveries}: ControlClient,
  query: Omit<WireDeliveryFilter, 'limit'>,
): AsyncGenerator<readonly WireDelivery[]> {
  let {cursor} = query
  do {
    const page = await deliveries.list({
      ...query,
      ...defined({cursor}),
      limit: PAGE,
    })
    yield page.deliveries
    cursor = page.nextCursor
  } while (cursor !== undefined)
}
