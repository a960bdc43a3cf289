import type {VirtualClock} from '../core/clock.ts'
import type {Store} from '../store/index.ts'
import type {Dispatcher} from './dispatcher.ts'

/** Steps of one advance; more than any schedule has, fewer than a loop without end. */
const MAX_STEPS = 100_000

export type Advance = {
  readonly clock: VirtualClock
  readonly dispatcher: Pick<Dispatcher, 'quiet' | 'nextWakeAt'>
  readonly store: Pick<Store, 'workArrived'>
  /** Milliseconds to move, or as far as something is left to do. */
  readonly by: number | 'idle'
}

/**
 * Moves the clock from one due time to the next and lets the dispatcher do at each what it would
 * do then, so that a schedule of days runs in milliseconds. Resolves at the end of the time asked
 * for, with all that fell due in it sent and written down.
 */
export async function advance({clock, dispatcher, store, by}: Advance): Promise<void> {
  const end = by === 'idle' ? Infinity : clock.now() + by
  for (let step = 0; step < MAX_STEPS; step++) {
    await dispatcher.quiet()
    const next = await dispatcher.nextWakeAt()
    if (next === undefined || next > end) break
    clock.moveTo(next)
    store.workArrived.notify()
  }
  if (end !== Infinity) clock.moveTo(end)
  await dispatcher.quiet()
}
