import type {RenderedBody, RetryPolicy} from '../../core/delivery.ts'
import type {Event} from '../../core/event.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {Assumptions} from './assumptions.ts'

/** How the platform sends an event to a webhook. */
export type SendingRules = {
  /** Creates the exact body of one delivery. */
  render(rendering: Rendering): RenderedBody
  /** POST if left out. */
  chooseMethod?(assume: Assumptions): 'POST' | 'PUT'
  /** The address to send to; the webhook's URL, unchanged, if left out. */
  buildTargetUrl?(targeting: Targeting): string
  /** When and how often a failed attempt is repeated. */
  readonly retryPolicy: RetryPolicy
  /** Applies the assumptions that concern more than the retry schedule. */
  adjustRetries?(policy: RetryPolicy, assume: Assumptions): RetryPolicy
}

/** What a provider needs to create a delivery. The secrets of `webhook` are not masked. */
export type Rendering = {
  readonly event: Event
  readonly webhook: Webhook
  readonly assume: Assumptions
}

/** What a provider needs to decide where the deliveries of a webhook are sent. */
export type Targeting = {
  readonly webhook: Webhook
  readonly assume: Assumptions
  /** Whether the server listens on loopback only. */
  readonly loopbackOnly: boolean
}
