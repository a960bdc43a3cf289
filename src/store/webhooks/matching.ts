import type {WebhookFilter} from '../../core/webhook.ts'
import {selectTexts} from '../engines/chosen.ts'
import type {Engine} from '../engines/engine.ts'
import type {Db} from '../rows/db.ts'
import {listNamesThatFit} from './events.ts'

/** A filter in terms of the tables. */
export type Narrowing = Omit<WebhookFilter, 'event'> & {
  /** Names and patterns; a webhook must subscribe to one of them. */
  readonly events?: readonly string[]
}

/** Resolves a filter by event to the names and patterns that exist now. */
export async function createNarrowing(
  db: Db,
  engine: Engine,
  {event, ...filter}: WebhookFilter,
): Promise<Narrowing> {
  if (event === undefined) return filter
  return {...filter, events: await listNamesThatFit(db, engine, {event, ...filter})}
}

export function selectMatching(db: Db, engine: Engine, {provider, kind, scope, events}: Narrowing) {
  const selectSubscribers = () =>
    db
      .selectFrom('webhook_events')
      .select('webhook_seq')
      .where('event', 'in', selectTexts(engine, events ?? []))
      .$if(provider !== undefined, (query) => query.where('provider', '=', provider ?? ''))
      .$if(scope !== undefined, (query) => query.where('scope', '=', scope ?? ''))
  return db
    .selectFrom('webhooks')
    .$if(provider !== undefined, (query) => query.where('provider', '=', provider ?? ''))
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .$if(scope !== undefined, (query) => query.where('scope', '=', scope ?? ''))
    .$if(events !== undefined, (query) => query.where('seq', 'in', selectSubscribers()))
}

export async function countIn(db: Db, engine: Engine, filter: Narrowing): Promise<number> {
  const {total} = await selectMatching(db, engine, filter)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return total
}
