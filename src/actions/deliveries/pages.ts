import {defined} from '../../core/defined.ts'
import type {ControlClient} from '../../control/client.ts'
import type {WireDelivery, WireDeliveryFilter} from '../../wire/deliveries.ts'

/** The largest page that the server returns. */
const PAGE = 500

/** Every delivery that matches the query, newest first; pages are fetched on demand. */
export async function* readDeliveryPages(
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
