import type {Engine} from '../engines/engine.ts'

const TABLES = ['bodies', 'deliveries', 'events', 'keys'] as const
export type PruneTable = (typeof TABLES)[number]

/** What one step has to know: at most `limit` rows after number `after`; times since the epoch. */
export type Step = {
  readonly after: number
  readonly limit: number
  readonly now: number
  readonly payloadsBefore: number
  readonly attemptsBefore: number
}

export type StepDone = {
  /** The last row looked at; undefined when none is left that could be old enough. */
  readonly last: number | undefined
  readonly pruned: number
}

type Row = {readonly seq: number; readonly createdAt: number}

/** In this order: what hangs on a row goes before it. */
export function nextTable(table: PruneTable): PruneTable | undefined {
  return TABLES[TABLES.indexOf(table) + 1]
}

/** Syncs the disk only when there is something to delete. */
export async function deleted(
  engine: Engine,
  found: readonly unknown[],
  work: (db: Engine['db']) => Promise<bigint>,
): Promise<number> {
  return found.length === 0 ? 0 : Number(await engine.write(work))
}

/** Later rows are younger, so the first page that ends with a young one is the last. */
export function lastOf(rows: readonly Row[], {limit}: Step, before: number): number | undefined {
  const last = rows.at(-1)
  return last === undefined || rows.length < limit || last.createdAt >= before
    ? undefined
    : last.seq
}
