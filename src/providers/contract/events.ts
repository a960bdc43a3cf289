import type {TSchema} from 'typebox'
import type {Payload} from '../../core/event.ts'

/** What the platform sends to webhooks. */
export type EventRules = {
  /** Every type the vendor documents; empty where the types are the user's own. */
  readonly types: readonly EventType[]
  /** Any well-formed name is a type: users define their own, and a server keeps those registered. */
  readonly hasOwnTypes?: boolean
  /** Whether a webhook names the event types it wants; otherwise it gets all of them. */
  readonly canFilter: boolean
  readonly scenarios: readonly Scenario[]
}

export type EventType = {
  readonly name: string
  /** Which kind of webhook carries it, where the provider has several. */
  readonly kind?: string
  /** One sentence: when the vendor sends it. */
  readonly description: string
  /** Describes the payload. A property that is new for each event carries the keyword `fresh`. */
  readonly schema: TSchema
  readonly sample: Payload
  /** The vendor sends it when asked to test: what `WebhookApi.test` makes it send. */
  readonly sentOnDemand?: boolean
}

/** Something that happens at the vendor, and the events it sends, in order. */
export type Scenario = {
  readonly name: string
  readonly description: string
  readonly steps: readonly ScenarioStep[]
}

export type ScenarioStep = {
  readonly event: string
  /** Milliseconds since the step before it. */
  readonly afterMs: number
  /** Fields that differ from the sample. `{{1.videoId}}` takes a field of the first step's payload. */
  readonly set?: Payload
}
