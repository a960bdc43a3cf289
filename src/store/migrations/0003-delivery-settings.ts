import {sql} from 'kysely'
import type {Migration} from './index.ts'

/** How each webhook is sent to, and how its receiver fares; indexes for both. */
export const deliverySettings: Migration = {
  name: 'delivery settings',
  async up({schema}) {
    const webhooks = () => schema.alterTable('webhooks')
    await webhooks()
      .addColumn('settings', 'text', (column) => column.notNull().defaultTo('{}'))
      .execute()
    await webhooks().addColumn('failing_since', 'bigint').execute()
    await webhooks().addColumn('disabled_reason', 'text').execute()

    await schema.dropIndex('deliveries_due').execute()
    // With the webhook in it, so that passing over those of a full receiver reads no row.
    await schema
      .createIndex('deliveries_due')
      .on('deliveries')
      .columns(['due_at', 'seq', 'webhook_id'])
      .where(sql.ref('due_at'), 'is not', null)
      .execute()
    await schema
      .createIndex('deliveries_pending')
      .on('deliveries')
      .columns(['webhook_id', 'seq'])
      .where(sql.ref('state'), '=', sql.lit('pending'))
      .execute()
  },
}
