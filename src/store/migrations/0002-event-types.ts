import type {Migration} from './migration.ts'

/** The user's custom event types. */
export const eventTypes: Migration = {
  name: 'event types',
  async up({schema}) {
    await schema
      .createTable('event_types')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('description', 'text')
      .addColumn('schema', 'text')
      .addColumn('sample', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
