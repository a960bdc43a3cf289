import type {Clock} from '../../core/clock.ts'
import type {Signal} from '../../core/signal.ts'
import type {OnChange} from '../rows/change.ts'
import type {Engine} from './engine.ts'

/** What every store operation needs. */
export type StoreContext = {
  readonly engine: Engine
  readonly clock: Clock
  /** Deliveries became due, or will become due sooner than expected. */
  readonly workArrived: Signal
  /** Attempt outcomes were written. */
  readonly recorded: Signal
  readonly onChange: OnChange
}
