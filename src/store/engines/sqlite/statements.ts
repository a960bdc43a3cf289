import type {DatabaseSync, StatementSync} from 'node:sqlite'
import type {SqliteDatabase, SqliteStatement} from 'kysely'
import {BoundedCache} from '../../../core/bounded-cache.ts'

/** Prepared statements kept; all of ours are fewer. */
const STATEMENT_CACHE_SIZE = 256

/** node:sqlite as Kysely's dialect wants it: a statement says whether it returns rows. */
export function toKysely(connection: DatabaseSync): SqliteDatabase {
  const statements = new BoundedCache<string, SqliteStatement>(STATEMENT_CACHE_SIZE)
  return {
    prepare(text) {
      const known = statements.get(text)
      if (known !== undefined) return known
      const statement =
        text === 'rollback' ? rollback(connection) : toStatement(connection.prepare(text))
      statements.set(text, statement)
      return statement
    },
    close: () => connection.close(),
  }
}

function toStatement(statement: StatementSync): SqliteStatement {
  // Kysely hands over what we bound, and its types call that unknown.
  type Values = Parameters<StatementSync['all']>
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as Values)),
    run: (parameters) => statement.run(...(parameters as Values)),
    iterate: (parameters) => statement.iterate(...(parameters as Values)),
  }
}

/** A full disk ends the transaction by itself; a second end would be an error that hides the first. */
function rollback(connection: DatabaseSync): SqliteStatement {
  const statement = toStatement(connection.prepare('rollback'))
  const nothing = {changes: 0, lastInsertRowid: 0}
  return {
    ...statement,
    run: (parameters) => (connection.isTransaction ? statement.run(parameters) : nothing),
  }
}
