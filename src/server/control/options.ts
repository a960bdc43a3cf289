import type {Clock} from '../../core/clock.ts'
import type {Store} from '../../store/index.ts'
import type {Catalogue} from '../events/catalogue.ts'
import type {Feed} from '../watch/feed.ts'
import type {Publish} from '../events/publish.ts'
import type {AdvanceClock} from './routes/clock.ts'
import type {SchemaCheck} from '../../core/payload/schema-check.ts'
import type {Telemetry} from '../watch/telemetry.ts'

export type ControlApiOptions = {
  readonly store: Store
  readonly catalogue: Catalogue
  readonly publish: Publish
  readonly schemaCheck: SchemaCheck
  readonly apiKey: string
  readonly clock: Clock
  /** Absent if the server uses the real clock. */
  readonly advanceClock?: AdvanceClock | undefined
  readonly version: string
  /** The changes made in the store. */
  readonly feed?: Feed | undefined
  /** Interval between heartbeats on a stream; milliseconds. */
  readonly heartbeatMs?: number | undefined
  readonly telemetry?: Telemetry | undefined
  /** The number of attempts in progress. */
  countInFlight?(): number
  /** Why the dispatcher would refuse to send to a URL, as far as can be told without DNS. */
  findTargetProblem?(url: string): string | undefined
}
