import {matchesGlob} from '../../core/glob.ts'
import type {WebhookFilter} from '../../core/webhook.ts'
import {selectTexts} from '../engines/chosen.ts'
import type {Engine} from '../engines/engine.ts'
import type {Db} from '../rows/db.ts'
import type {WebhookRow} from '../rows/tables.ts'

/** How much of the text before the first `*` of a pattern is indexed; characters. */
const PREFIX_LENGTH = 64

const COLUMNS = {
  webhook_seq: 'integer',
  event: 'text',
  prefix: 'text',
  provider: 'text',
  scope: 'text',
} as const

type Subscriber = Pick<WebhookRow, 'seq' | 'provider' | 'scope'>

/** Writes the events that a webhook subscribes to; it must not have any rows yet. */
export async function insertEvents(
  db: Db,
  engine: Engine,
  {seq, provider, scope}: Subscriber,
  events: readonly string[],
): Promise<void> {
  const rows = [...new Set(events)].map((event) => {
    return {webhook_seq: seq, event, prefix: getPrefix(event), provider, scope}
  })
  await db
    .insertInto('webhook_events')
    .columns(['webhook_seq', 'event', 'prefix', 'provider', 'scope'])
    .expression((eb) => eb.selectFrom(engine.rows(rows, COLUMNS).as('wanted')).selectAll())
    .execute()
}

/** Replaces the events that a webhook subscribes to. */
export async function replaceEvents(
  db: Db,
  engine: Engine,
  webhook: Subscriber,
  events: readonly string[],
): Promise<void> {
  await deleteEvents(db, webhook.seq)
  await insertEvents(db, engine, webhook, events)
}

export async function deleteEvents(db: Db, seq: number): Promise<void> {
  await db.deleteFrom('webhook_events').where('webhook_seq', '=', seq).execute()
}

/**
 * The name of an event type and the stored patterns that match it: a webhook with any of them
 * subscribes to the event. SQL finds the few patterns whose prefix fits; `matchesGlob` decides.
 */
export async function listNamesThatFit(
  db: Db,
  engine: Engine,
  {event, provider, scope}: Pick<WebhookFilter, 'provider' | 'scope'> & {event: string},
): Promise<string[]> {
  const length = Math.min(event.length, PREFIX_LENGTH)
  const prefixes = Array.from({length: length + 1}, (_, end) => event.slice(0, end))
  const patterns = await db
    .selectFrom('webhook_events')
    .select('event')
    .distinct()
    .where('prefix', 'in', selectTexts(engine, prefixes))
    .$if(provider !== undefined, (query) => query.where('provider', '=', provider ?? ''))
    .$if(scope !== undefined, (query) => query.where('scope', '=', scope ?? ''))
    .execute()
  return [event, ...patterns.map((row) => row.event).filter((name) => matchesGlob(name, event))]
}

/** Null when the event is not a pattern. */
function getPrefix(event: string): string | null {
  const star = event.indexOf('*')
  return star === -1 ? null : event.slice(0, Math.min(star, PREFIX_LENGTH))
}
