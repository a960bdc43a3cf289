export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'cancelled'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** The delivery of one event to one webhook. */
export type Delivery = {
  readonly id: string
  readonly eventId: string
  readonly webhookId: string
  readonly provider: string
  /** Event type name. */
  readonly event: string
  readonly state: DeliveryState
  /** Attempts started, including one in progress. */
  readonly attemptCount: number
  /** When the next attempt is due; absent if it is finished or its webhook is paused or disabled. */
  readonly dueAt?: Date
  /** HTTP status of the last attempt that got a response. */
  readonly code?: number
  /** Why the last attempt got no response. */
  readonly reason?: FailureReason
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** One HTTP request of a delivery. */
export type Attempt = {
  /** Number of the attempt, starting at 1. */
  readonly n: number
  readonly startedAt: Date
  readonly durationMs: number
  /** The headers sent; names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly code?: number
  readonly reason?: FailureReason
  readonly answer?: Answer
}

export type Answer = {
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** The first 8 KiB, as UTF-8. */
  readonly body: string
  /** The error that cut the body off after the status line. */
  readonly bodyError?: string
}

/** A delivery with its body and all its attempts. */
export type DeliveryDetail = Delivery & {
  /** Empty once pruned. */
  readonly body: string
  /** The body was removed at the end of its retention period. */
  readonly bodyPruned?: true
  readonly contentType: string
  readonly attempts: readonly Attempt[]
}

/** The result of one attempt. An error response is recorded, not thrown. */
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
      /** A more specific code than the reason, such as CERT_HAS_EXPIRED; not stored. */
      readonly errorCode?: string
      readonly durationMs: number
    }

/**
 * `unsendable`: hooks failed to build the request.
 * `interrupted`: the server stopped in the middle of an attempt too many times.
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

/** Whether the response was 2xx, or there was any response if the policy accepts any. */
export function isSuccess(outcome: Outcome, {takesAnyAnswer = false}: Taking = {}): boolean {
  if (outcome.kind === 'failed') return false
  return takesAnyAnswer || (outcome.code >= 200 && outcome.code < 300)
}

type Taking = Pick<RetryPolicy, 'takesAnyAnswer'>

/** When a failed delivery is retried. Pure data: the dispatcher adds the clock and the jitter. */
export type RetryPolicy = {
  /** Milliseconds before each retry: one entry for each. */
  readonly delaysMs: readonly number[]
  /** Fraction of a delay by which it is randomly lengthened or shortened; 0 to 1. */
  readonly jitter: number
  /** Whether a receiver's Retry-After postpones the next attempt. */
  readonly honoursRetryAfter: boolean
  /** Whether an attempt without a response is retried; default true. */
  readonly retriesUnanswered?: boolean
  /** Whether any response counts as success, not only 2xx. */
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

/** Body and content type of a delivery, rendered once when the delivery is created. */
export type RenderedBody = {
  readonly body: string
  readonly contentType: string
  /** Milliseconds to wait before the first attempt. */
  readonly delayMs?: number
  /** Whether the body contains a secret and is therefore stored encrypted. */
  readonly holdsSecret?: boolean
}
