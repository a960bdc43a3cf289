import type {Migration} from './migration.ts'

/** Settings of the store, which bodies are encrypted, and an index to expire idempotency keys. */
export const sealing: Migration = {
  name: 'sealing',
  async up({schema}) {
    await schema
      .createTable('settings')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
    await schema
      .alterTable('bodies')
      .addColumn('sealed', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await schema
      .createIndex('idempotency_keys_by_age')
      .on('idempotency_keys')
      .column('created_at')
      .execute()
  },
}
