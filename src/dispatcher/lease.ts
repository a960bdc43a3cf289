import type {Lease} from '../store/queue/claimed.ts'
import type {SendLimits} from '../sending/send.ts'
import {MAX_TIMER_MS} from '../core/limits.ts'

/** What a lease has over the longest attempt: for the commits before and after it; milliseconds. */
const MARGIN_MS = 10_000
/** Of which the commit of the claim may take so much; the rest is for that of the outcome. */
const CLAIM_MS = MARGIN_MS / 2

/**
 * The lease of a claim for attempts within these limits. `totalMs` alone counts: it runs from the
 * hand-over to the sender, and so covers the wait for a connection, DNS, TCP, TLS and the answer
 * with its body; the other limits, and a stop, only end an attempt sooner.
 */
export function leaseFor({totalMs}: Pick<SendLimits, 'totalMs'>): Lease {
  if (!(totalMs > 0 && totalMs <= MAX_TIMER_MS)) {
    throw new RangeError(`an attempt is to end within ${totalMs} ms, which no timer keeps`)
  }
  return {attemptMs: totalMs, leaseMs: totalMs + MARGIN_MS}
}

/**
 * Whether an attempt that begins `sinceClaimMs` after its claim was asked for ends within the
 * lease, with time left to write down its outcome. Otherwise another dispatcher could make it too.
 */
export function isInTime({leaseMs, attemptMs}: Lease, sinceClaimMs: number): boolean {
  return sinceClaimMs <= leaseMs - attemptMs - CLAIM_MS
}
