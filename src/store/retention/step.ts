import type {Engine} from '../engines/engine.ts'

const TABLES = ['bodies', 'deliveries', 'events', 'keys'] as const
export type PruneTable = (typeof TABLES)[number]

/** The input of a step: at most `limit` rows after number `after`; times are epoch milliseconds. */
export type Step = {
  readonly after: number
  readonly limit: number
  readonly now: number
  readonly payloadsBefore: number
  readonly attemptsBefore: number
}

export type StepDone = {
  /** The last row examined; undefined when no row is left that could be old enough. */
  readonly last: number | undefined
  readonly pruned: number
}

type Row = {readonly seq: number; readonly createdAt: number}

/** The next table to prune. Rows that depend on others come first. */
export function findNextTable(table: PruneTable): PruneTable | undefined {
  return TABLES[TABLES.indexOf(table) + 1]
}

/** Runs `work`, and so syncs the disk, only when there is something to delete. */
export async function deleteFound(
  engine: Engine,
  found: readonly unknown[],
  work: (db: Engine['db']) => Promise<bigint>,
): Promise<number> {
  return found.length === 0 ? 0 : Number(await engine.write(work))
}

/** Rows are in order of age, so a page that ends with a row that is too new is the last. */
export function findLast(rows: readonly Row[], {limit}: Step, before: number): number | undefined {
  const last = rows.at(-1)
  return last === undefined || rows.length < limit || last.createdAt >= before
    ? undefined
    : last.seq
}
