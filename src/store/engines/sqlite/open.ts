import {chmodSync, closeSync, mkdirSync, openSync, readSync, statSync} from 'node:fs'
import path from 'node:path'
import {pathToFileURL} from 'node:url'
import {DatabaseSync, type StatementSync} from 'node:sqlite'
import {Kysely, sql, SqliteDialect, type SqliteDatabase, type SqliteStatement} from 'kysely'
import {HooksError} from '../../../core/errors.ts'
import {APPLICATION_ID, HEADER_BYTES, isStoreHeader} from '../../../core/store-file.ts'
import type {Engine, EngineOptions} from '../engine.ts'
import {GroupCommit} from './group-commit.ts'
import type {Database} from '../../rows/tables.ts'

/** How long opening waits for a server that is just going away; milliseconds. */
const BUSY_TIMEOUT_MS = 1000
/** `PRAGMA synchronous` as SQLite reports FULL. */
const SYNCHRONOUS_FULL = 2
/** Page cache; the default of 2 MiB makes inserts into the indexes of random ids read the disk. */
const CACHE_KIB = 32 * 1024
/** 16 MiB of log between checkpoints: each costs two more syncs. */
const CHECKPOINT_PAGES = 4096
/** Prepared statements kept; all of ours are fewer. */
const STATEMENT_CACHE_SIZE = 256

/**
 * Opens a file, or `:memory:`, as the embedded engine.
 *
 * @throws HooksError usage, when the file is not a store of ours, cannot be written or is in use
 */
export function openSqlite(file: string, {sealer, onCommit}: EngineOptions): Engine {
  const connection = connect(file)
  const db = new Kysely<Database>({dialect: new SqliteDialect({database: toKysely(connection)})})
  const commits = new GroupCommit(db, onCommit)

  return {
    name: 'sqlite',
    exclusive: true,
    db,
    sealer,
    write: (work) => commits.write(work),
    rows(values, columns) {
      const fields = Object.keys(columns).map(
        (name) => sql`value ->> ${sql.lit(name)} as ${sql.ref(name)}`,
      )
      return sql`(select ${sql.join(fields)} from json_each(${JSON.stringify(values)}))`
    },
    boundRows(values, columns) {
      const names = Object.keys(columns)
      const row = `(${names.map(() => '?').join()})`
      const named = names.map((name, index) => `column${index + 1} as ${name}`).join()
      return {
        text: `(select ${named} from (values ${values.map(() => row).join()}))`,
        parameters: values.flatMap((value) => {
          const fields = value as Readonly<Record<string, unknown>>
          return names.map((name) => fields[name])
        }),
      }
    },
    serial: (column) => column.primaryKey().autoIncrement(),
    skipLocked: sql``,
    alone: (work) => commits.write(work),
    async scrub() {
      connection.exec('vacuum; pragma wal_checkpoint(truncate)')
    },
    close: () => db.destroy(),
  }
}

function connect(file: string): DatabaseSync {
  const inMemory = file === ':memory:'
  if (!inMemory) prepareFile(file)
  let connection: DatabaseSync | undefined
  try {
    connection = new DatabaseSync(file, {timeout: BUSY_TIMEOUT_MS})
    configure(connection, inMemory)
    return connection
  } catch (error) {
    connection?.close()
    throw error instanceof HooksError ? error : openingError(error, file)
  }
}

/**
 * Whether a file that nobody uses is whole, and one of its settings. It is taken as it lies there:
 * without a log, and without the locks and the shared memory that SQLite would make beside it.
 */
export function lookInside(file: string, name: string): {isWhole: boolean; setting?: string} {
  const url = pathToFileURL(file)
  url.search = 'mode=ro&immutable=1'
  try {
    const connection = new DatabaseSync(url, {readOnly: true})
    try {
      const [problem] = Object.values(connection.prepare('pragma quick_check(1)').get() ?? {})
      if (problem !== 'ok') return {isWhole: false}
      const row = connection.prepare('select value from settings where name = ?').get(name)
      return {isWhole: true, ...(row === undefined ? {} : {setting: String(row['value'])})}
    } finally {
      connection.close()
    }
  } catch {
    // What is broken enough is not even opened.
    return {isWhole: false}
  }
}

/**
 * Makes the file, readable by its owner alone, or checks that the one that is there is ours. Its
 * first bytes tell: to ask SQLite is to let it change them.
 */
function prepareFile(file: string): void {
  try {
    mkdirSync(path.dirname(file), {recursive: true, mode: 0o700})
    const known = statSync(file, {throwIfNoEntry: false})
    if (known !== undefined && !known.isFile()) throw notOurs(file)
    const descriptor = openSync(file, 'a+', 0o600)
    const header = Buffer.alloc(HEADER_BYTES)
    const length = readSync(descriptor, header, 0, HEADER_BYTES, 0)
    closeSync(descriptor)
    if (length > 0 && !isStoreHeader(header)) throw notOurs(file)
    if (length === 0) chmodSync(file, 0o600)
  } catch (error) {
    throw error instanceof HooksError ? error : openingError(error, file)
  }
}

function configure(connection: DatabaseSync, inMemory: boolean): void {
  const pragma = (name: string) =>
    Object.values(connection.prepare(`pragma ${name}`).get() ?? {})[0]

  // One process owns the file: a second server on it would dispatch behind the first one's back.
  connection.exec('pragma locking_mode = exclusive; pragma synchronous = full')
  // Before there is a log to take it, so that the file itself says from the start whose it is.
  if (pragma('application_id') !== APPLICATION_ID) {
    connection.exec(`pragma application_id = ${APPLICATION_ID}`)
  }
  const journal = pragma('journal_mode = wal')
  if (!inMemory && journal !== 'wal') throw new Error(`journal mode is ${String(journal)}, not wal`)
  connection.exec(`pragma cache_size = ${-CACHE_KIB}`)
  // Else each RETURNING opens a temporary file's cache, which costs more than the insert.
  connection.exec('pragma temp_store = memory')
  connection.exec(`pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  connection.exec('begin immediate; commit')
  // Reads the whole schema, so that a damaged file fails here.
  connection.exec('select count(*) from sqlite_schema')
  if (pragma('synchronous') !== SYNCHRONOUS_FULL) throw new Error('synchronous is not FULL')
}

function notOurs(file: string): HooksError {
  return new HooksError('usage', `${file} is not a hooks store`, {
    hint: 'give --store a new path; the file was left as it is',
  })
}

function openingError(error: unknown, file: string): HooksError {
  const reason = error instanceof Error ? error.message : String(error)
  if (/locked|busy/.test(reason)) {
    return new HooksError('usage', `store ${file} is in use by another process`, {
      hint: 'stop the other hooks serve, or give --store another path',
      cause: error,
    })
  }
  return new HooksError('usage', `store ${file} cannot be opened: ${reason}`, {
    hint: reason.includes('malformed')
      ? 'it is damaged: bring it back from a backup, or give --store another path'
      : 'give --store a path in a folder you may write to, or memory:',
    cause: error,
  })
}

/** node:sqlite as Kysely's dialect wants it: a statement says whether it returns rows. */
function toKysely(connection: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    prepare(text) {
      const known = statements.get(text)
      if (known !== undefined) return known
      if (statements.size >= STATEMENT_CACHE_SIZE) statements.clear()
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
