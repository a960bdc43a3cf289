import {sql} from 'kysely'
import type {Migration} from './migration.ts'

/** Delivery settings and receiver health of each webhook, with indexes for both. */
export const deliverySettings: Migration = {
  name: 'delivery settings',
  async up({schema}) {
    const alterWebhooks = () => schema.alterTable('webhooks')
    await alterWebhooks()
      .addColumn('settings', 'text', (column) => column.notNull().defaultTo('{}'))
      .execute()
    await alterWebhooks().addColumn('failing_since', 'bigint').execute()
    await alterWebhooks().addColumn('disabled_reason', 'text').execute()

    // Finds deliveries due for other webhooks without reading the backlog of a busy one.
    await schema
      .createIndex('deliveries_due_by_webhook')
      .on('deliveries')
      .columns(['webhook_id', 'due_at', 'seq'])
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
