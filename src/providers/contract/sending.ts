import type {RenderedBody, RetryPolicy} from '../../core/delivery.ts'
import type {Event} from '../../core/event.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {Assumptions} from './assumptions.ts'

/** How the platform sends an event to a webhook. */
export type SendingRules = {
  /** The exact bytes of one delivery, as text. */
  render(rendering: Rendering): RenderedBody
  /** POST when left out. */
  chooseMethod?(assume: Assumptions): 'POST' | 'PUT'
  /** The address to send to; the webhook's URL, unchanged, when left out. */
  buildTargetUrl?(targeting: Targeting): string
  /** How often and when a failed attempt is repeated. */
  readonly retryPolicy: RetryPolicy
  /** The policy in force, with what is assumed about more than its schedule. */
  adjustRetries?(policy: RetryPolicy, assume: Assumptions): RetryPolicy
}

/** What a provider is told when a delivery is made. The secrets of `webhook` are not masked. */
export type Rendering = {
  readonly event: Event
  readonly webhook: Webhook
  readonly assume: Assumptions
}

/** What a provider is told to find out where the deliveries of a webhook go. */
export type Targeting = {
  readonly webhook: Webhook
  readonly assume: Assumptions
  /** Whether the server listens on loopback only. */
  readonly loopbackOnly: boolean
}
