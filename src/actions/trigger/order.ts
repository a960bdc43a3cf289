import type {WireEvent} from '../../wire/webhooks-and-events.ts'
import type {WireDelivery} from '../../wire/deliveries.ts'
import type {Payload} from '../../core/event.ts'
import type {Network} from '../../core/net/network.ts'
import type {Assumptions} from '../../providers/contract/assumptions.ts'
import type {KnownEvent} from '../target/catalogue.ts'

/** What a delivery is waited for: its first attempt, its end, or nothing. */
export const WAITS = ['first', 'done', 'none'] as const

export type Wait = (typeof WAITS)[number]

export type Trigger = {
  readonly event: KnownEvent
  readonly payload: Payload
  readonly wait: Wait
  /** Milliseconds. */
  readonly timeoutMs: number
  /** Take a payload that does not fit its type. */
  readonly force: boolean
  /** Whom to trust with what is sent from this machine; it never goes through a proxy. */
  readonly network?: Pick<Network, 'ca'>
  /** The vendor's secret of the webhook, where the vendor does not show it. */
  readonly secret?: string | undefined
  /** Given for what is sent from this machine, by `provider.name`. */
  readonly assumptions?: Assumptions
  /** Whether a person changed the payload, so that it must not be another one. */
  readonly changed?: boolean
  /** The address to post to in place of the webhook's. */
  readonly url?: string
  /** The one webhook of a server of ours that is to get it. */
  readonly webhookId?: string
}

export type Triggered = {
  readonly event: WireEvent
  readonly deliveries: readonly WireDelivery[]
  /** Who sent it, where no server of ours did: hooks itself, in place of the vendor, or the vendor. */
  readonly sentBy?: 'hooks' | 'vendor'
  /** Those that were made for this, whole; nobody else knows them. */
  readonly secrets?: {readonly secret?: string; readonly signingSecret?: string}
}
