import type {Migration} from './migration.ts'

/** The progress of bulk changes to deliveries, so that an interrupted one can continue. */
export const bulkRuns: Migration = {
  name: 'bulk runs',
  async up({schema}) {
    await schema
      .createTable('bulk_runs')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('request_hash', 'text', (column) => column.notNull())
      .addColumn('after_seq', 'integer', (column) => column.notNull())
      .addColumn('upto_seq', 'integer', (column) => column.notNull())
      .addColumn('changed', 'integer', (column) => column.notNull())
      .addColumn('skipped', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
