import type {Clock} from '../core/clock.ts'
import type {Engine} from './engines/engine.ts'

export type QueueStats = {
  /** Deliveries that are not over. */
  readonly pending: number
  /** Of those, what should be on its way by now and is in nobody's hands. */
  readonly due: number
  /** When the oldest of the due ones fell due; absent when none is. */
  readonly oldestDueAt?: Date
}

/** How much there is to do. */
export function statQueries(engine: Engine, clock: Clock) {
  const {db} = engine
  return {
    async queue(): Promise<QueueStats> {
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
    },
  }
}
