import type {StoreContext} from '../engines/context.ts'
import type {Engine} from '../engines/engine.ts'
import {pruneBodies} from './bodies.ts'
import {pruneDeliveries} from './deliveries.ts'
import {pruneEvents} from './events.ts'
import {pruneKeys} from './keys.ts'
import {type StepDone, nextTable, type PruneTable, type Step} from './step.ts'

export type Retention = {
  /** How long bodies and events outlive the end of the delivery, and events their acceptance; milliseconds. */
  readonly payloadsMs: number
  /** How long attempts, and with them what is left of a delivery, outlive its end; milliseconds. */
  readonly attemptsMs: number
}

/** One step looks at so many rows at most. */
export type PruneStep = Retention & {readonly limit: number}

/** Where the next step goes on. */
export type PrunePlace = {
  readonly table: PruneTable
  /** Number of the last row that was looked at. */
  readonly after: number
}

export const PRUNE_START: PrunePlace = {table: 'bodies', after: 0}

/** `next` is undefined when the end is reached; `pruned` counts the rows that are gone. */
export type Pruned = {readonly next: PrunePlace | undefined; readonly pruned: number}

/** Forgets what was kept long enough. What is not over is never forgotten. */
export type RetentionQueries = {
  /**
   * Looks at the next rows, in the order in which they were made, and deletes those whose time
   * has come, in one transaction.
   */
  prune(place: PrunePlace, step: PruneStep): Promise<Pruned>
}

export function retentionQueries(context: StoreContext): RetentionQueries {
  return {prune: (place, step) => prune(context, place, step)}
}

const WORK: Record<PruneTable, (engine: Engine, step: Step) => Promise<StepDone>> = {
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
  const {last, pruned} = await WORK[table](engine, {
    after,
    limit,
    now,
    payloadsBefore: now - payloadsMs,
    attemptsBefore: now - Math.max(attemptsMs, payloadsMs),
  })
  if (last !== undefined) return {next: {table, after: last}, pruned}
  const next = nextTable(table)
  return {next: next && {table: next, after: 0}, pruned}
}
