import type {FailureReason, Outcome} from '../core/delivery.ts'
import type {ReceiverHealth} from '../store/webhooks/health.ts'
import type {StoredWebhook} from '../store/rows/stored-webhook.ts'
import type {Next} from './retry-policy.ts'

/** A receiver that has failed every attempt for five days is given up; milliseconds. */
const GIVE_UP_AFTER_MS = 5 * 24 * 60 * 60 * 1000
const GONE = 410
/** Failures that are not the receiver's. */
const LOCAL_FAILURES: ReadonlySet<FailureReason> = new Set(['unsendable', 'interrupted'])

/** What is new about a receiver's health after an attempt; `now` is in epoch milliseconds. */
export function updateHealth(
  {failingSince}: Pick<StoredWebhook, 'failingSince'>,
  {outcome, next}: {outcome: Outcome; next: Next},
  now: number,
): ReceiverHealth | undefined {
  if (outcome.kind === 'failed' && LOCAL_FAILURES.has(outcome.reason)) return undefined
  if (next === 'delivered') return failingSince === undefined ? undefined : 'recovered'
  if (outcome.kind === 'answered' && outcome.code === GONE) return 'gone'
  if (failingSince === undefined) return 'failing'
  return now - failingSince.getTime() >= GIVE_UP_AFTER_MS ? 'given_up' : undefined
}
