import type {Clock} from '../core/clock.ts'
import {KEY_LIFE_MS} from './events/events.ts'
import type {Engine} from './engines/engine.ts'

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
  readonly table: 'bodies' | 'deliveries' | 'events' | 'keys'
  /** Number of the last row that was looked at. */
  readonly after: number
}

export const PRUNE_START: PrunePlace = {table: 'bodies', after: 0}

type Step = {
  readonly table: PrunePlace['table']
  readonly after: number
  readonly limit: number
  readonly now: number
  readonly payloadsBefore: number
  readonly attemptsBefore: number
}
type Row = {readonly seq: number; readonly createdAt: number}

/** Forgets what was kept long enough. What is not over is never forgotten. */
export function retentionQueries(engine: Engine, clock: Clock) {
  return {
    /**
     * Looks at the next rows, in the order in which they were made, and deletes those whose time
     * has come, in one transaction; undefined for the place when the end is reached.
     */
    async prune(
      place: PrunePlace,
      {limit, payloadsMs, attemptsMs}: PruneStep,
    ): Promise<{readonly next: PrunePlace | undefined; readonly pruned: number}> {
      const now = clock.now()
      const payloadsBefore = now - payloadsMs
      const attemptsBefore = now - Math.max(attemptsMs, payloadsMs)
      const step = {...place, limit, now, payloadsBefore, attemptsBefore}
      const {last, pruned} = await WORK[place.table](engine, step)
      const after = last === undefined ? nextTable(place.table) : {table: place.table, after: last}
      return {next: after, pruned}
    },
  }
}

const TABLES = ['bodies', 'deliveries', 'events', 'keys'] as const

function nextTable(table: PrunePlace['table']): PrunePlace | undefined {
  const next = TABLES[TABLES.indexOf(table) + 1]
  return next === undefined ? undefined : {table: next, after: 0}
}

type Done = {
  /** The last row looked at; undefined when none is left that could be old enough. */
  readonly last: number | undefined
  readonly pruned: number
}

const WORK: Record<PrunePlace['table'], (engine: Engine, step: Step) => Promise<Done>> = {
  bodies: pruneBodies,
  deliveries: pruneDeliveries,
  events: pruneEvents,
  keys: pruneKeys,
}

async function pruneBodies(engine: Engine, step: Step): Promise<Done> {
  const rows = await engine.db
    .selectFrom('bodies')
    .innerJoin('deliveries', 'deliveries.seq', 'delivery_seq')
    .select(['delivery_seq as seq', 'state', 'created_at as createdAt', 'updated_at as endedAt'])
    .where('delivery_seq', '>', step.after)
    .orderBy('delivery_seq')
    .limit(step.limit)
    .execute()
  const old = rows.filter(
    ({state, endedAt}) => state !== 'pending' && endedAt < step.payloadsBefore,
  )
  const seqs = old.map(({seq}) => seq)
  const pruned = await deleted(engine, seqs, async (db) => {
    // Asked again inside: a retry may have come between.
    const {numDeletedRows} = await db
      .deleteFrom('bodies')
      .where('delivery_seq', 'in', (eb) =>
        eb
          .selectFrom('deliveries')
          .select('seq')
          .where('seq', 'in', seqs)
          .where('state', '!=', 'pending')
          .where('updated_at', '<', step.payloadsBefore),
      )
      .executeTakeFirst()
    return numDeletedRows
  })
  return {last: lastOf(rows, step, step.payloadsBefore), pruned}
}

async function pruneDeliveries(engine: Engine, step: Step): Promise<Done> {
  const {attemptsBefore} = step
  const rows = await engine.db
    .selectFrom('deliveries')
    .select(['seq', 'state', 'created_at as createdAt', 'updated_at as endedAt'])
    .where('seq', '>', step.after)
    .orderBy('seq')
    .limit(step.limit)
    .execute()
  const old = rows.filter(({state, endedAt}) => state !== 'pending' && endedAt < attemptsBefore)
  const seqs = old.map(({seq}) => seq)
  const pruned = await deleted(engine, seqs, async (db) => {
    const gone = await db
      .deleteFrom('deliveries')
      .where('seq', 'in', seqs)
      .where('state', '!=', 'pending')
      .where('updated_at', '<', attemptsBefore)
      .returning('seq')
      .execute()
    const goneSeqs = gone.map(({seq}) => seq)
    if (goneSeqs.length === 0) return 0n
    await db.deleteFrom('attempts').where('delivery_seq', 'in', goneSeqs).execute()
    await db.deleteFrom('bodies').where('delivery_seq', 'in', goneSeqs).execute()
    return BigInt(gone.length)
  })
  return {last: lastOf(rows, step, attemptsBefore), pruned}
}

/** Those of which no delivery has its body any more. */
async function pruneEvents(engine: Engine, step: Step): Promise<Done> {
  // An event must be there as long as its key is: the key's repetition answers with it.
  const before = Math.min(step.payloadsBefore, step.now - KEY_LIFE_MS)
  const rows = await engine.db
    .selectFrom('events')
    .select(['seq', 'created_at as createdAt'])
    .where('seq', '>', step.after)
    .orderBy('seq')
    .limit(step.limit)
    .execute()
  const seqs = rows.filter(({createdAt}) => createdAt < before).map(({seq}) => seq)
  const pruned = await deleted(engine, seqs, async (db) => {
    const {numDeletedRows} = await db
      .deleteFrom('events')
      .where('seq', 'in', seqs)
      .where(({not, exists, selectFrom}) =>
        not(
          exists(
            selectFrom('deliveries')
              .innerJoin('bodies', 'bodies.delivery_seq', 'deliveries.seq')
              .select('deliveries.seq')
              .whereRef('deliveries.event_id', '=', 'events.id'),
          ),
        ),
      )
      .executeTakeFirst()
    return numDeletedRows
  })
  return {last: lastOf(rows, step, before), pruned}
}

async function pruneKeys(engine: Engine, {limit, now, after}: Step): Promise<Done> {
  const keys = await engine.db
    .selectFrom('idempotency_keys')
    .select('key')
    .where('created_at', '<=', now - KEY_LIFE_MS)
    .limit(limit)
    .execute()
  const names = keys.map(({key}) => key)
  const pruned = await deleted(engine, names, async (db) => {
    const {numDeletedRows} = await db
      .deleteFrom('idempotency_keys')
      .where('key', 'in', names)
      .where('created_at', '<=', now - KEY_LIFE_MS)
      .executeTakeFirst()
    return numDeletedRows
  })
  return {last: keys.length < limit ? undefined : after, pruned}
}

/** Syncs the disk only when there is something to delete. */
async function deleted(
  engine: Engine,
  found: readonly unknown[],
  work: (db: Engine['db']) => Promise<bigint>,
): Promise<number> {
  return found.length === 0 ? 0 : Number(await engine.write(work))
}

/** Later rows are younger, so the first page that ends with a young one is the last. */
function lastOf(rows: readonly Row[], {limit}: Step, before: number): number | undefined {
  const last = rows.at(-1)
  return last === undefined || rows.length < limit || last.createdAt >= before
    ? undefined
    : last.seq
}
