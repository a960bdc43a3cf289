import type {DatabaseSync, StatementSync} from 'node:sqlite'
import type {SqliteDatabase, SqliteStatement} from 'kysely'
import {BoundedCache} from '../../../core/bounded-cache.ts'

/** Prepared statements to keep; hooks has fewer distinct ones. */
const STATEMENT_CACHE_SIZE = 256

/** Adapts node:sqlite to Kysely, which asks each statement whether it returns rows. */
export function toKysely(connection: DatabaseSync): SqliteDatabase {
  const statements = new BoundedCache<string, SqliteStatement>(STATEMENT_CACHE_SIZE)
  return {
    prepare(text) {
      const known = statements.get(text)
      if (known !== undefined) return known
      const statement =
        text === 'rollback' ? toRollback(connection) : toStatement(connection.prepare(text))
      statements.set(text, statement)
      return statement
    },
    close: () => connection.close(),
  }
}

function toStatement(statement: StatementSync): SqliteStatement {
  // Kysely passes on the values that hooks bound, but types them as unknown.
  type Values = Parameters<StatementSync['all']>
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as Values)),
    run: (parameters) => statement.run(...(parameters as Values)),
    iterate: (parameters) => statement.iterate(...(parameters as Values)),
  }
}

/** A full disk ends the transaction itself; rolling back again would hide the first error. */
function toRollback(connection: DatabaseSync): SqliteStatement {
  const statement = toStatement(connection.prepare('rollback'))
  const nothing = {changes: 0, lastInsertRowid: 0}
  return {
    ...statement,
    run: (parameters) => (connection.isTransaction ? statement.run(parameters) : nothing),
  }
}
