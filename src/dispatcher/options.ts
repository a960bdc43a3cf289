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
  /** Draws a number from 0 up to 1. */
  random(): number
  /** Where the webhook's deliveries go. */
  targetUrl(webhook: Webhook): string
  /** POST when left out. */
  method?(webhook: Webhook): string
  retryPolicy(webhook: StoredWebhook): RetryPolicy
  /** What the records of a webhook's attempts must not show; its own secrets when left out. */
  secretsOf?(webhook: StoredWebhook): AttemptSecrets
  /** Told of every attempt, before it is written down. */
  onAttempt?(attempt: EndedAttempt): void
  /**
   * Told when the store fails, after which the dispatcher tries again after a pause; and, with the
   * delivery, what stood in the way of sending that one or of telling about it.
   */
  onError(error: unknown, delivery?: ClaimedDelivery): void
  /** Where deliveries may go. */
  readonly targets: TargetPolicy
  readonly limits?: SendLimits
  /** Attempts under way at once, to all receivers together. */
  readonly concurrency?: number
  /** Attempts under way at once to one webhook that sets no limit of its own. */
  readonly webhookConcurrency?: number
  /** How long to sleep at most when nothing is due, in case another process brought work. */
  readonly idleMs?: number
}

export type EndedAttempt = {
  readonly delivery: ClaimedDelivery
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly outcome: Outcome
  readonly next: Next
}
