import type {StoreContext} from '../engines/context.ts'
import type {Engine} from '../engines/engine.ts'
import {pruneBodies} from './bodies.ts'
import {pruneDeliveries} from './deliveries.ts'
import {pruneEvents} from './events.ts'
import {pruneKeys} from './keys.ts'
import {type StepDone, findNextTable, type PruneTable, type Step} from './step.ts'

export type Retention = {
  /** How long to keep bodies after the delivery ends, events after acceptance; milliseconds. */
  readonly payloadsMs: number
  /** How long deliveries and their attempts are kept after the delivery ends; milliseconds. */
  readonly attemptsMs: number
}

/** `limit` is the most rows that one step examines. */
export type PruneStep = Retention & {readonly limit: number}

/** Where the next step continues. */
export type PrunePlace = {
  readonly table: PruneTable
  /** The number of the last row that was examined. */
  readonly after: number
}

export const PRUNE_START: PrunePlace = {table: 'bodies', after: 0}

/** `next` is undefined at the end; `pruned` is the number of deleted rows. */
export type Pruned = {readonly next: PrunePlace | undefined; readonly pruned: number}

/** Deletes old data. Nothing that belongs to a pending delivery is ever deleted. */
export type RetentionQueries = {
  /**
   * Examines the next rows, in the order in which they were created, and deletes those that are
   * old enough, in one transaction.
   */
  prune(place: PrunePlace, step: PruneStep): Promise<Pruned>
}

export function createRetentionQueries(context: StoreContext): RetentionQueries {
  return {prune: (place, step) => prune(context, place, step)}
}

const PRUNERS: Record<PruneTable, (engine: Engine, step: Step) => Promise<StepDone>> = {
  bodies: pruneBodies,
  deliveries: pruneDeliveries,
  events: pruneEvents,
  keys: pruneKeys,
}

async function prune(
  {engine, clock}: StoreContext,
  {table, after}: PrunePlace,
  {limit, payloadsMs, attemptsMs}: PruneStep,
): Promise<Pruned> {
  const now = clock.now()
  const {last, pruned} = await PRUNERS[table](engine, {
    after,
    limit,
    now,
    payloadsBefore: now - payloadsMs,
    attemptsBefore: now - Math.max(attemptsMs, payloadsMs),
  })
  if (last !== undefined) return {next: {table, after: last}, pruned}
  const next = findNextTable(table)
  return {next: next && {table: next, after: 0}, pruned}
}
