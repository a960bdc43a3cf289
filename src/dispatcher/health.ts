import type {FailureReason, Outcome} from '../core/delivery.ts'
import type {ReceiverHealth} from '../store/webhooks/health.ts'
import type {StoredWebhook} from '../store/rows/stored-webhook.ts'
import type {Next} from './retry-policy.ts'

/** A receiver of which every attempt failed for so long is given up: five days, in milliseconds. */
const GIVE_UP_AFTER_MS = 5 * 24 * 60 * 60 * 1000
const GONE = 410
/** Failures that say nothing about a receiver. */
const OUR_OWN: ReadonlySet<FailureReason> = new Set(['unsendable', 'interrupted'])

/** What an attempt tells about a receiver that was not known; `now` in milliseconds. */
export function healthOf(
  {failingSince}: Pick<StoredWebhook, 'failingSince'>,
  {outcome, next}: {outcome: Outcome; next: Next},
  now: number,
): ReceiverHealth | undefined {
  if (outcome.kind === 'failed' && OUR_OWN.has(outcome.reason)) return undefined
  if (next === 'delivered') return failingSince === undefined ? undefined : 'recovered'
  if (outcome.kind === 'answered' && outcome.code === GONE) return 'gone'
  if (failingSince === undefined) return 'failing'
  return now - failingSince.getTime() >= GIVE_UP_AFTER_MS ? 'given_up' : undefined
}
