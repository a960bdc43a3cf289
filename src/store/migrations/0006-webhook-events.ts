import type {Engine} from '../engines/engine.ts'
import type {DbTransaction} from '../rows/db.ts'
import type {Migration} from './migration.ts'

/** Webhooks that are read per step. */
const STEP = 500
/** A copy of today's value: a released migration must never change. */
const PREFIX_LENGTH = 64

/**
 * One row for each event that a webhook subscribes to, so that an index finds the subscribers of
 * an event; and an index of the vendors' own ids.
 */
export const webhookEvents: Migration = {
  name: 'webhook events',
  async up(trx, engine) {
    const {schema} = trx
    await schema
      .createTable('webhook_events')
      .addColumn('webhook_seq', 'integer', (column) => column.notNull())
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('prefix', 'text')
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('scope', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('webhook_events_key', ['webhook_seq', 'event'])
      .execute()
    await schema
      .createIndex('webhook_events_by_event')
      .on('webhook_events')
      .columns(['event', 'provider', 'scope', 'webhook_seq'])
      .execute()
    await schema
      .createIndex('webhook_events_by_prefix')
      .on('webhook_events')
      .columns(['prefix', 'provider', 'scope', 'event'])
      .where('prefix', 'is not', null)
      .execute()
    await schema
      .createIndex('webhooks_by_vendor_id')
      .on('webhooks')
      .columns(['vendor_id', 'provider'])
      .where('vendor_id', 'is not', null)
      .execute()
    await fillEvents(trx, engine)
  },
}

/** Copies the webhooks' lists of events, which are never encrypted. */
async function fillEvents(trx: DbTransaction, engine: Engine): Promise<void> {
  for (let last = 0; ;) {
    const webhooks = await trx
      .selectFrom('webhooks')
      .select(['seq', 'provider', 'scope', 'events'])
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(STEP)
      .execute()
    const rows = webhooks.flatMap(({seq, provider, scope, events}) => {
      const names: readonly string[] = JSON.parse(events)
      return [...new Set(names)].map((event) => {
        const star = event.indexOf('*')
        const prefix = star === -1 ? null : event.slice(0, Math.min(star, PREFIX_LENGTH))
        return {webhook_seq: seq, event, prefix, provider, scope}
      })
    })
    await trx
      .insertInto('webhook_events')
      .columns(['webhook_seq', 'event', 'prefix', 'provider', 'scope'])
      .expression((eb) => eb.selectFrom(engine.rows(rows, COLUMNS).as('filled')).selectAll())
      .execute()
    last = webhooks.at(-1)?.seq ?? last
    if (webhooks.length < STEP) return
  }
}

const COLUMNS = {
  webhook_seq: 'integer',
  event: 'text',
  prefix: 'text',
  provider: 'text',
  scope: 'text',
} as const
