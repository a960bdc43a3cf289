import type {Migration} from './migration.ts'

/** What the store knows of itself, which bodies are sealed, and an index to forget keys by. */
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
