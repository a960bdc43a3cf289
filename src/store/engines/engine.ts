import type {ColumnDefinitionBuilder, RawBuilder} from 'kysely'
import type {Sealer} from '../rows/sealer.ts'
import type {Db, DbTransaction} from '../rows/db.ts'

/** The column types of `Engine.rows`. */
export type RowType = 'integer' | 'text'

/** `text` takes the place of a table name; `parameters` are bound first, before any others. */
export type BoundRows = {readonly text: string; readonly parameters: readonly unknown[]}

export type EngineOptions = {
  readonly sealer: Sealer
  /** Called after each commit with its duration in milliseconds and the writers that shared it. */
  onCommit?(durationMs: number, writers: number): void
  /** How long opening waits for another server to exit; milliseconds, 1000 by default. */
  readonly busyMs?: number
}

/** What the two databases do differently; the rest of the store is shared between them. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres'
  readonly db: Db
  /** Encrypts and decrypts secrets. */
  readonly sealer: Sealer
  /** Whether one process owns the store, so that no claim is active when it is opened. */
  readonly exclusive: boolean
  /**
   * Runs `work` in a transaction that is on disk when the promise resolves.
   * If it throws, all its changes are undone. Several writers may share one commit.
   */
  write<T>(work: (trx: DbTransaction) => Promise<T>): Promise<T>
  /** The values as a table with the given columns: `[{seq: 1, claim: 2}]`. */
  rows(values: readonly object[], columns: Readonly<Record<string, RowType>>): RawBuilder<unknown>
  /**
   * The same as text and parameters, for statements that run often with many rows: binding values
   * costs a third of reading them from JSON, and text needs no compilation.
   */
  boundRows(values: readonly object[], columns: Readonly<Record<string, RowType>>): BoundRows
  /** Makes a column the primary key, numbered automatically by the database. */
  serial(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
  /** ` for update skip locked` where rows can be locked; empty where there is only one writer. */
  readonly skipLocked: RawBuilder<unknown>
  /** Runs `work` while no other process that uses this store runs any. */
  alone(work: (trx: DbTransaction) => Promise<void>): Promise<void>
  /** Removes the remains of deleted and changed rows from the files. */
  scrub(): Promise<void>
  close(): Promise<void>
}
