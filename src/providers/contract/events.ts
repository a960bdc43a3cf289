import type {TSchema} from 'typebox'
import type {Payload} from '../../core/event.ts'

/** Which events the platform sends to webhooks. */
export type EventRules = {
  /** Every type that the vendor documents; empty if users define their own types. */
  readonly types: readonly EventType[]
  /**
   * Whether users define their own types: any well-formed name is a type, and a server stores those
   * that are registered.
   */
  readonly hasOwnTypes?: boolean
  /** Whether a webhook names the event types it wants; otherwise it gets all of them. */
  readonly canFilter: boolean
  readonly scenarios: readonly Scenario[]
}

export type EventType = {
  readonly name: string
  /** The kind of webhook that receives it, if the provider has several kinds. */
  readonly kind?: string
  /** One sentence: when the vendor sends it. */
  readonly description: string
  /** Describes the payload. The keyword `fresh` marks properties that are new for each event. */
  readonly schema: TSchema
  readonly sample: Payload
  /** Whether the vendor sends it on request, through `WebhookApi.test`. */
  readonly sentOnDemand?: boolean
}

/** Something that happens at the vendor, and the events that it causes, in order. */
export type Scenario = {
  readonly name: string
  readonly description: string
  readonly steps: readonly ScenarioStep[]
}

export type ScenarioStep = {
  readonly event: string
  /** Milliseconds after the previous step. */
  readonly afterMs: number
  /** Fields that differ from the sample. `{{1.videoId}}` is a field of the first step's payload. */
  readonly set?: Payload
}
