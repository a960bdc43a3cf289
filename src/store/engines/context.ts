import type {Clock} from '../../core/clock.ts'
import type {Signal} from '../../core/signal.ts'
import type {OnChange} from '../rows/change.ts'
import type {Engine} from './engine.ts'

/** What every operation of a store works with. */
export type StoreContext = {
  readonly engine: Engine
  readonly clock: Clock
  /** Deliveries became due, or will sooner than was known. */
  readonly workArrived: Signal
  /** Outcomes of attempts were written. */
  readonly recorded: Signal
  readonly onChange: OnChange
}
