import {sql} from 'kysely'
import type {Engine} from '../engines/engine.ts'
import type {Migration} from './migration.ts'
import type {DbTransaction} from '../rows/db.ts'

type Schema = DbTransaction['schema']

/** Webhooks, events, the delivery queue with its bodies and attempts, idempotency keys. */
export const start: Migration = {
  name: 'start',
  async up({schema}, engine) {
    await createWebhooks(schema, engine)
    await createEvents(schema, engine)
    await createDeliveries(schema, engine)
    await createBodies(schema)
    await createAttempts(schema)
    await createIdempotencyKeys(schema)
  },
}

async function createWebhooks(schema: Schema, engine: Engine) {
  await schema
    .createTable('webhooks')
    .addColumn('seq', 'integer', (column) => engine.serial(column))
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('vendor_id', 'text')
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('kind', 'text')
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('events', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('options', 'text', (column) => column.notNull())
    .addColumn('secret', 'text')
    .addColumn('signing_secret', 'text', (column) => column.notNull())
    .addColumn('previous_signing_secret', 'text')
    .addColumn('previous_signing_secret_until', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute()
  await schema
    .createIndex('webhooks_by_scope')
    .on('webhooks')
    .columns(['provider', 'scope', 'seq'])
    .execute()
}

async function createEvents(schema: Schema, engine: Engine) {
  await schema
    .createTable('events')
    .addColumn('seq', 'integer', (column) => engine.serial(column))
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
}

async function createDeliveries(schema: Schema, engine: Engine) {
  await schema
    .createTable('deliveries')
    .addColumn('seq', 'integer', (column) => engine.serial(column))
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('webhook_id', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('event_type', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempt_count', 'integer', (column) => column.notNull())
    .addColumn('schedule_start', 'integer', (column) => column.notNull())
    .addColumn('claim', 'integer', (column) => column.notNull())
    .addColumn('due_at', 'bigint')
    .addColumn('leased', 'integer', (column) => column.notNull())
    .addColumn('code', 'integer')
    .addColumn('reason', 'text')
    .addColumn('duration_ms', 'integer')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute()
  await schema
    .createIndex('deliveries_due')
    .on('deliveries')
    .columns(['due_at', 'seq'])
    .where(sql.ref('due_at'), 'is not', null)
    .execute()
  await schema.createIndex('deliveries_by_event').on('deliveries').column('event_id').execute()
  await schema
    .createIndex('deliveries_by_webhook')
    .on('deliveries')
    .columns(['webhook_id', 'seq'])
    .execute()
  await schema
    .createIndex('deliveries_by_state')
    .on('deliveries')
    .columns(['state', 'seq'])
    .execute()
}

async function createBodies(schema: Schema) {
  await schema
    .createTable('bodies')
    .addColumn('delivery_seq', 'integer', (column) => column.primaryKey())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute()
}

async function createAttempts(schema: Schema) {
  await schema
    .createTable('attempts')
    .addColumn('delivery_seq', 'integer', (column) => column.notNull())
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('duration_ms', 'integer', (column) => column.notNull())
    .addColumn('headers', 'text', (column) => column.notNull())
    .addColumn('code', 'integer')
    .addColumn('reason', 'text')
    .addColumn('answer_headers', 'text')
    .addColumn('answer_body', 'text')
    .addColumn('body_error', 'text')
    .addPrimaryKeyConstraint('attempts_key', ['delivery_seq', 'n'])
    .execute()
}

async function createIdempotencyKeys(schema: Schema) {
  await schema
    .createTable('idempotency_keys')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('request_hash', 'text', (column) => column.notNull())
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
}
