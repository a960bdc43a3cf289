import type {Clock} from '../../core/clock.ts'
import type {Store} from '../../store/index.ts'
import type {Catalogue} from '../events/catalogue.ts'
import type {Feed} from '../watch/feed.ts'
import type {Publish} from '../events/publish.ts'
import type {AdvanceClock} from './routes/clock.ts'
import type {SchemaCheck} from '../../core/payload/schema-check.ts'
import type {Telemetry} from '../watch/telemetry.ts'

export type ControlOptions = {
  readonly store: Store
  readonly catalogue: Catalogue
  readonly publish: Publish
  readonly schemaCheck: SchemaCheck
  readonly apiKey: string
  readonly clock: Clock
  /** Absent where the clock is the real one. */
  readonly advanceClock?: AdvanceClock | undefined
  readonly version: string
  /** What happened in the store. */
  readonly feed?: Feed | undefined
  /** Between signs of life on a stream; milliseconds. */
  readonly heartbeatMs?: number | undefined
  readonly telemetry?: Telemetry | undefined
  /** How many attempts are under way. */
  inFlight?(): number
  /** Why the dispatcher would not send to a URL, as far as it shows without asking the DNS. */
  targetProblem?(url: string): string | undefined
}
