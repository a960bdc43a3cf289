import type {StoreContext} from './engines/context.ts'

export type QueueStats = {
  /** Deliveries that are not over. */
  readonly pending: number
  /** Of those, what should be on its way by now and is in nobody's hands. */
  readonly due: number
  /** When the oldest of the due ones fell due; absent when none is. */
  readonly oldestDueAt?: Date
}

/** How much there is to do. */
export type StatQueries = {queue(): Promise<QueueStats>}

export function statQueries(context: StoreContext): StatQueries {
  return {queue: () => queueStats(context)}
}

async function queueStats({engine, clock}: StoreContext): Promise<QueueStats> {
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
