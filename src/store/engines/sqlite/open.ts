import {pathToFileURL} from 'node:url'
import {DatabaseSync} from 'node:sqlite'
import {Kysely, sql, SqliteDialect} from 'kysely'
import {HooksError} from '../../../core/errors.ts'
import {APPLICATION_ID} from '../../../core/store-file.ts'
import type {Engine, EngineOptions} from '../engine.ts'
import {toOpeningError, prepareFile} from './file.ts'
import {GroupCommit} from './group-commit.ts'
import {toKysely} from './statements.ts'
import type {Database} from '../../rows/tables.ts'

const DEFAULT_BUSY_MS = 1000
/** The number by which `PRAGMA synchronous` reports FULL. */
const SYNCHRONOUS_FULL = 2
/** Page cache. With the default of 2 MiB, inserts into the indexes of random ids read the disk. */
const CACHE_KIB = 32 * 1024
/** 16 MiB of write-ahead log between checkpoints, because each checkpoint costs two more syncs. */
const CHECKPOINT_PAGES = 4096

/**
 * Opens a file, or `:memory:`, with the SQLite engine.
 *
 * @throws HooksError usage, when the file is not a hooks store, cannot be written or is in use
 */
export function openSqlite(file: string, {sealer, onCommit, busyMs}: EngineOptions): Engine {
  const connection = connect(file, busyMs)
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

function connect(file: string, busyMs = DEFAULT_BUSY_MS): DatabaseSync {
  const inMemory = file === ':memory:'
  if (!inMemory) prepareFile(file)
  let connection: DatabaseSync | undefined
  try {
    connection = new DatabaseSync(file, {timeout: busyMs})
    configure(connection, inMemory)
    return connection
  } catch (error) {
    connection?.close()
    throw error instanceof HooksError ? error : toOpeningError(error, file)
  }
}

/**
 * Checks the integrity of a store file that no process uses, and reads one of its settings. The
 * file is opened as immutable: SQLite creates no log, no locks and no shared memory next to it.
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
    // A badly damaged file cannot even be opened.
    return {isWhole: false}
  }
}

function configure(connection: DatabaseSync, inMemory: boolean): void {
  const pragma = (name: string) =>
    Object.values(connection.prepare(`pragma ${name}`).get() ?? {})[0]

  // One process owns the file: a second server would send the same deliveries again.
  connection.exec('pragma locking_mode = exclusive; pragma synchronous = full')
  // Before WAL mode is on, so that the id is in the file itself from the start.
  if (pragma('application_id') !== APPLICATION_ID) {
    connection.exec(`pragma application_id = ${APPLICATION_ID}`)
  }
  const journal = pragma('journal_mode = wal')
  if (!inMemory && journal !== 'wal') throw new Error(`journal mode is ${String(journal)}, not wal`)
  connection.exec(`pragma cache_size = ${-CACHE_KIB}`)
  // Otherwise each RETURNING opens a temporary file, which costs more than the insert.
  connection.exec('pragma temp_store = memory')
  connection.exec(`pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  connection.exec('begin immediate; commit')
  // Reads the whole schema, so that a damaged file is detected here.
  connection.exec('select count(*) from sqlite_schema')
  if (pragma('synchronous') !== SYNCHRONOUS_FULL) throw new Error('synchronous is not FULL')
}
