import type {Lease} from '../store/queue/claimed.ts'
import type {SendLimits} from '../sending/send.ts'
import {MAX_TIMER_MS} from '../core/limits.ts'

/** How much longer a lease is than an attempt, for the commits before and after; milliseconds. */
const MARGIN_MS = 10_000
/** The part of it for the commit of the claim; the rest is for the commit of the outcome. */
const CLAIM_MS = MARGIN_MS / 2

/**
 * The lease of a claim for attempts within these limits. Only `totalMs` matters: it starts when the
 * sender gets the request, so it covers the wait for a connection, DNS, TCP, TLS and the response
 * with its body. The other limits, and a stop, can only end an attempt sooner.
 */
export function computeLease({totalMs}: Pick<SendLimits, 'totalMs'>): Lease {
  if (!(totalMs > 0 && totalMs <= MAX_TIMER_MS)) {
    throw new RangeError(`a time limit of ${totalMs} ms is out of range: 1 to ${MAX_TIMER_MS}`)
  }
  return {attemptMs: totalMs, leaseMs: totalMs + MARGIN_MS}
}

/**
 * Whether an attempt that begins `sinceClaimMs` after its claim was requested ends within the
 * lease, with time left to record its outcome. Otherwise another dispatcher could also send it.
 */
export function isInTime({leaseMs, attemptMs}: Lease, sinceClaimMs: number): boolean {
  return sinceClaimMs <= leaseMs - attemptMs - CLAIM_MS
}
