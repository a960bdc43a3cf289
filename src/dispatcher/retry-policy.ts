import {type Outcome, type RetryPolicy, isSuccess} from '../core/delivery.ts'
import {readRetryAfterMs} from '../core/net/retry-after.ts'

export type NextInput = {
  readonly policy: RetryPolicy
  /** Attempts made in the current schedule, including this one; at least 1. */
  readonly attempts: number
  readonly outcome: Outcome
  /** When the attempt ended, milliseconds since the epoch. */
  readonly now: number
  /** A random number from 0 up to but not including 1, new for each call. */
  readonly chance: number
}

/** What follows an attempt: a final state, or the next attempt in epoch milliseconds. */
export type Next = 'delivered' | 'failed' | {readonly dueAt: number}

const GONE = 410
/** The longest delay that a receiver's Retry-After may cause; milliseconds. */
const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1000

/** A pure function of its input. */
export function planNextAttempt({policy, attempts, outcome, now, chance}: NextInput): Next {
  if (isSuccess(outcome, policy)) return 'delivered'
  // This response disables the webhook; the delivery is held until it is enabled again.
  if (outcome.kind === 'answered' && outcome.code === GONE) return {dueAt: now}
  if (outcome.kind === 'failed' && policy.retriesUnanswered === false) return 'failed'
  const slotMs = policy.delaysMs[attempts - 1]
  if (slotMs === undefined) return 'failed'
  const jitteredMs = slotMs * (1 + policy.jitter * (2 * chance - 1))
  const askedMs = policy.honoursRetryAfter ? readAskedWaitMs(outcome, now) : 0
  return {dueAt: Math.round(now + Math.max(jitteredMs, askedMs))}
}

/** How long the receiver asks to wait, at most 24 hours; 0 without a valid Retry-After. */
function readAskedWaitMs(outcome: Outcome, now: number): number {
  if (outcome.kind !== 'answered') return 0
  const waitMs = readRetryAfterMs(outcome.answer.headers['retry-after'], now) ?? 0
  return Math.min(waitMs, MAX_RETRY_AFTER_MS)
}
