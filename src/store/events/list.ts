import {HooksError} from '../../core/errors.ts'
import type {Event} from '../../core/event.ts'
import type {StoreContext} from '../engines/context.ts'
import {toEvent} from '../rows/event.ts'

export type EventFilter = {
  readonly provider?: string
  readonly type?: string
  readonly limit: number
  /** Only events with a lower sequence number. */
  readonly before?: number
}

/** @throws HooksError not_found */
export async function getEvent({engine}: StoreContext, id: string): Promise<Event> {
  const row = await engine.db
    .selectFrom('events')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new HooksError('not_found', `no event ${JSON.stringify(id)}`)
  return toEvent(row, engine.sealer)
}

/** Newest first. */
export async function listEvents(
  {engine}: StoreContext,
  {provider, type, limit, before}: EventFilter,
): Promise<Event[]> {
  const rows = await engine.db
    .selectFrom('events')
    .selectAll()
    .$if(provider !== undefined, (query) => query.where('provider', '=', provider ?? ''))
    .$if(type !== undefined, (query) => query.where('type', '=', type ?? ''))
    .$if(before !== undefined, (query) => query.where('seq', '<', before ?? 0))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => toEvent(row, engine.sealer))
}
