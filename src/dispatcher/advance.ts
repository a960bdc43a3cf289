import type {VirtualClock} from '../core/clock.ts'
import type {Store} from '../store/index.ts'
import type {Dispatcher} from './dispatcher.ts'

/** The most steps of one advance: more than any schedule needs, but it stops an endless loop. */
const MAX_STEPS = 100_000

export type Advance = {
  readonly clock: VirtualClock
  readonly dispatcher: Pick<Dispatcher, 'waitUntilQuiet' | 'findNextWakeAt'>
  readonly store: Pick<Store, 'workArrived'>
  /** Milliseconds to advance, or `idle` to continue until nothing is left to do. */
  readonly by: number | 'idle'
}

/**
 * Moves the clock from one due time to the next and lets the dispatcher do its work at each, so
 * that a schedule of days runs in milliseconds. Resolves when the clock has reached the end and
 * everything that became due has been sent and recorded.
 */
export async function advanceClock({clock, dispatcher, store, by}: Advance): Promise<void> {
  const end = by === 'idle' ? Infinity : clock.now() + by
  for (let step = 0; step < MAX_STEPS; step++) {
    await dispatcher.waitUntilQuiet()
    const next = await dispatcher.findNextWakeAt()
    if (next === undefined || next > end) break
    clock.moveTo(next)
    store.workArrived.notify()
  }
  if (end !== Infinity) clock.moveTo(end)
  await dispatcher.waitUntilQuiet()
}
