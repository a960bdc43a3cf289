import type {ColumnDefinitionBuilder, RawBuilder} from 'kysely'
import type {Sealer} from '../rows/sealer.ts'
import type {Db, DbTransaction} from '../rows/db.ts'

/** Types a column of `Engine.rows` can have. */
export type RowType = 'integer' | 'text'

/** `text` stands where a table's name could; `parameters` are bound from the statement's first on. */
export type BoundRows = {readonly text: string; readonly parameters: readonly unknown[]}

export type EngineOptions = {
  readonly sealer: Sealer
  /** Told of each commit: how long it took in milliseconds, and how many writers shared it. */
  onCommit?(durationMs: number, writers: number): void
  /** How long opening waits for a server that is just going away; milliseconds, 1000 when left out. */
  readonly busyMs?: number
}

/** What the two databases do differently; everything else in this folder is one code for both. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres'
  readonly db: Db
  /** What secrets are kept with. */
  readonly sealer: Sealer
  /** Whether one process owns the store, so that no claim is alive when it opens. */
  readonly exclusive: boolean
  /**
   * Runs `work` in a transaction that is on disk when the promise resolves.
   * If it throws, nothing of it stays. Several may share one commit.
   */
  write<T>(work: (trx: DbTransaction) => Promise<T>): Promise<T>
  /** The values as a table with the given columns: `[{seq: 1, claim: 2}]`. */
  rows(values: readonly object[], columns: Readonly<Record<string, RowType>>): RawBuilder<unknown>
  /**
   * The same as text and parameters, for statements that are run often with many rows: binding
   * values costs a third of reading them out of JSON, and text compiles to nothing.
   */
  boundRows(values: readonly object[], columns: Readonly<Record<string, RowType>>): BoundRows
  /** Makes a column the table's own number, counted up by the database. */
  serial(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
  /** ` for update skip locked` where rows can be locked; nothing where one writer runs at a time. */
  readonly skipLocked: RawBuilder<unknown>
  /** Runs `work` alone among all processes that open this store. */
  alone(work: (trx: DbTransaction) => Promise<void>): Promise<void>
  /** Leaves nothing of deleted or changed rows in the files. */
  scrub(): Promise<void>
  close(): Promise<void>
}
