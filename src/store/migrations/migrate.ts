import {HooksError} from '../../core/errors.ts'
import type {Engine} from '../engines/engine.ts'
import {MIGRATIONS} from './index.ts'
import type {Db} from '../rows/db.ts'

/**
 * Migrates the store to the newest schema in one transaction. When two processes start at the same
 * time, each migration still runs once.
 *
 * `after` runs in the same transaction: when it throws, the store is not changed.
 *
 * @throws HooksError usage, when a newer version of hooks wrote the store
 */
export async function migrate(
  engine: Engine,
  now: number,
  after?: (trx: Db) => Promise<void>,
): Promise<void> {
  await engine.alone(async (trx) => {
    await trx.schema
      .createTable('migrations')
      .ifNotExists()
      .addColumn('number', 'integer', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('applied_at', 'bigint', (column) => column.notNull())
      .execute()
    const rows = await trx.selectFrom('migrations').select('number').execute()
    const applied = new Set(rows.map(({number}) => number))
    refuseNewer(applied)

    for (const [index, {name, up}] of MIGRATIONS.entries()) {
      const number = index + 1
      if (applied.has(number)) continue
      await up(trx, engine)
      await trx.insertInto('migrations').values({number, name, applied_at: now}).execute()
    }
    await after?.(trx)
  })
}

function refuseNewer(applied: ReadonlySet<number>): void {
  const newest = Math.max(0, ...applied)
  if (newest <= MIGRATIONS.length) return
  throw new HooksError(
    'usage',
    `the store was written by a newer version of hooks (schema ${newest} > ${MIGRATIONS.length})`,
    {
      hint: 'update hooks, or pass another path with --store; the store was not changed',
    },
  )
}
