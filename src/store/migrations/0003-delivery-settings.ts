import {sql} from 'kysely'
import type {Migration} from './migration.ts'

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

    // So that the backlog of a full receiver is not read to find what is due for others.
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
