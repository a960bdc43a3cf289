import type {StoreContext} from './engines/context.ts'

export type QueueStats = {
  /** Deliveries that have not ended. */
  readonly pending: number
  /** Those of them that should have been sent by now and that no dispatcher has claimed. */
  readonly due: number
  /** When the oldest due delivery became due; absent when none is due. */
  readonly oldestDueAt?: Date
}

/** The amount of work in the queue. */
export type StatQueries = {queue(): Promise<QueueStats>}

export function createStatQueries(context: StoreContext): StatQueries {
  return {queue: () => readQueueStats(context)}
}

async function readQueueStats({engine, clock}: StoreContext): Promise<QueueStats> {
  const {db} = engine
  const {pending} = await db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('pending'))
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow()
  const {due, oldest} = await db
    .selectFrom('deliveries')
    .select((eb) => [eb.fn.countAll<number>().as('due'), eb.fn.min('due_at').as('oldest')])
    .where('due_at', '<=', clock.now())
    .where('leased', '=', 0)
    .executeTakeFirstOrThrow()
  return {
    pending,
    due,
    ...(oldest === null ? {} : {oldestDueAt: new Date(oldest)}),
  }
}
