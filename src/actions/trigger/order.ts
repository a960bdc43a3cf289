import type {WireEvent} from '../../wire/webhooks-and-events.ts'
import type {WireDelivery} from '../../wire/deliveries.ts'
import type {Payload} from '../../core/event.ts'
import type {Network} from '../../core/net/network.ts'
import type {Assumptions} from '../../providers/contract/assumptions.ts'
import type {KnownEvent} from '../target/catalogue.ts'

/** What to wait for: the first attempt of a delivery, its end, or nothing. */
export const WAITS = ['first', 'done', 'none'] as const

export type Wait = (typeof WAITS)[number]

export type Trigger = {
  readonly event: KnownEvent
  readonly payload: Payload
  readonly wait: Wait
  /** Milliseconds. */
  readonly timeoutMs: number
  now(): Date
  /** Accept a payload that does not match its schema. */
  readonly force: boolean
  /** Certificate authorities to trust for requests from this machine; they never use a proxy. */
  readonly network?: Pick<Network, 'ca'>
  /** The webhook's secret at the vendor, if the vendor does not show it. */
  readonly secret?: string | undefined
  /** Assumptions for requests from this machine, by `provider.name`. */
  readonly assumptions?: Assumptions
  /** Whether the user changed the payload, so that no other may be sent. */
  readonly changed?: boolean
  /** The URL to send to instead of the webhook's. */
  readonly url?: string
  /** The only webhook of a hooks server to send it to. */
  readonly webhookId?: string
}

export type Triggered = {
  readonly event: WireEvent
  readonly deliveries: readonly WireDelivery[]
  /** Who sent it, if not a hooks server: this program in place of the vendor, or the vendor. */
  readonly sentBy?: 'hooks' | 'vendor'
  /** Unmasked secrets that were generated for this event; nobody else knows them. */
  readonly secrets?: {readonly secret?: string; readonly signingSecret?: string}
}
