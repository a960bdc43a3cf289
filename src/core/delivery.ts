export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'cancelled'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** One event on its way to one webhook. */
export type Delivery = {
  readonly id: string
  readonly eventId: string
  readonly webhookId: string
  readonly provider: string
  /** Event type name. */
  readonly event: string
  readonly state: DeliveryState
  /** Attempts begun, the one under way included. */
  readonly attemptCount: number
  /** When it is tried next; absent when it is over or its webhook is held. */
  readonly dueAt?: Date
  /** HTTP status of the last attempt that was answered. */
  readonly code?: number
  /** Why the last attempt had no answer. */
  readonly reason?: FailureReason
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** One HTTP try. */
export type Attempt = {
  /** 1 for the first. */
  readonly n: number
  readonly startedAt: Date
  readonly durationMs: number
  /** What was sent besides the body, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly code?: number
  readonly reason?: FailureReason
  readonly answer?: Answer
}

export type Answer = {
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** The first 8 KiB, as UTF-8. */
  readonly body: string
  /** What broke the body off after its status line. */
  readonly bodyError?: string
}

/** A delivery with what was sent and every attempt. */
export type DeliveryDetail = Delivery & {
  /** Empty once it was pruned. */
  readonly body: string
  /** The body was kept as long as bodies are, and is gone. */
  readonly bodyPruned?: true
  readonly contentType: string
  readonly attempts: readonly Attempt[]
}

/** What became of one attempt. A bad answer is a fact to record, not an exception. */
export type Outcome =
  | {
      readonly kind: 'answered'
      readonly code: number
      readonly answer: Answer
      readonly durationMs: number
    }
  | {
      readonly kind: 'failed'
      readonly reason: FailureReason
      /** What tells more than the reason, such as CERT_HAS_EXPIRED; not kept. */
      readonly errorCode?: string
      readonly durationMs: number
    }

/**
 * `unsendable`: there was no request to send, because what makes it failed on our side.
 * `interrupted`: too often, the server ended in the middle of an attempt.
 */
export type FailureReason =
  | 'timeout'
  | 'refused'
  | 'reset'
  | 'dns'
  | 'tls'
  | 'blocked_address'
  | 'bad_answer'
  | 'unreachable'
  | 'unsendable'
  | 'interrupted'

/** One of 2xx, or any answer where the policy says so. */
export function succeeded(outcome: Outcome, {takesAnyAnswer = false}: Taking = {}): boolean {
  if (outcome.kind === 'failed') return false
  return takesAnyAnswer || (outcome.code >= 200 && outcome.code < 300)
}

type Taking = Pick<RetryPolicy, 'takesAnyAnswer'>

/** When a failed delivery is tried again. Pure data: the dispatcher adds clock and chance. */
export type RetryPolicy = {
  /** Milliseconds between one attempt and the next; as many entries as further attempts. */
  readonly delaysMs: readonly number[]
  /** Share of a delay by which chance may lengthen or shorten it; 0 to 1. */
  readonly jitter: number
  /** Whether a receiver's Retry-After moves the next attempt. */
  readonly honoursRetryAfter: boolean
  /** Whether an attempt that had no answer is repeated; true when left out. */
  readonly retriesUnanswered?: boolean
  /** Whether any answer is a delivery, and not only 2xx. */
  readonly takesAnyAnswer?: boolean
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/**
 * The schedule that Standard Webhooks recommends: ten attempts over about three days.
 *
 * Source: https://github.com/standard-webhooks/standard-webhooks spec/standard-webhooks.md,
 * read 2026-11-20.
 */
export const STANDARD_RETRIES: RetryPolicy = {
  delaysMs: [
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    24 * HOUR_MS,
  ],
  jitter: 0.2,
  honoursRetryAfter: true,
}

/** Body and content type of a delivery, made once when the delivery is made. */
export type RenderedBody = {
  readonly body: string
  readonly contentType: string
  /** Milliseconds the provider waits before its first attempt. */
  readonly delayMs?: number
  /** Whether the body holds a secret, and so is kept encrypted. */
  readonly holdsSecret?: boolean
}
