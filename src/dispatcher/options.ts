import type {Outcome, RetryPolicy} from '../core/delivery.ts'
import type {Webhook} from '../core/webhook.ts'
import type {ClaimedDelivery} from '../store/queue/claimed.ts'
import type {Store} from '../store/index.ts'
import type {StoredWebhook} from '../store/rows/stored-webhook.ts'
import type {AttemptHeadersOptions} from './attempt-headers.ts'
import type {TargetPolicy} from '../sending/guard.ts'
import type {AttemptSecrets} from './mask-attempt.ts'
import type {Next} from './retry-policy.ts'
import type {SendLimits} from '../sending/send.ts'

export type DispatcherOptions = AttemptHeadersOptions & {
  readonly store: Store
  /** Returns a random number from 0 up to but not including 1. */
  random(): number
  /** The URL that the webhook's deliveries are sent to. */
  buildTargetUrl(webhook: Webhook): string
  /** POST when left out. */
  chooseMethod?(webhook: Webhook): string
  chooseRetryPolicy(webhook: StoredWebhook): RetryPolicy
  /** What recorded attempts must not show; by default the webhook's own secrets. */
  listSecrets?(webhook: StoredWebhook): AttemptSecrets
  /** Called for every attempt, before it is recorded. */
  onAttempt?(attempt: EndedAttempt): void
  /**
   * Called when the store fails, after which the dispatcher pauses and tries again; and, with the
   * delivery, when preparing a delivery or the callback `onAttempt` fails.
   */
  onError(error: unknown, delivery?: ClaimedDelivery): void
  /** The addresses that deliveries may be sent to. */
  readonly targets: TargetPolicy
  readonly limits?: SendLimits
  /** The most attempts under way at once, to all receivers together; 256 by default. */
  readonly concurrency?: number
  /** The same for one webhook that sets no limit of its own; 64 by default. */
  readonly webhookConcurrency?: number
  /** The longest wait when nothing is due, in case another process added work; 1000 by default. */
  readonly idleMs?: number
}

export type EndedAttempt = {
  readonly delivery: ClaimedDelivery
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly outcome: Outcome
  readonly next: Next
}
