import {type FailureReason, type RetryPolicy, STANDARD_RETRIES} from '../core/delivery.ts'
import type {ClaimedDelivery} from '../store/queue/claimed.ts'
import {AttemptHeaders} from './attempt-headers.ts'
import {type AttemptSecrets, listOwnSecrets} from './mask-attempt.ts'
import type {DispatcherOptions} from './options.ts'
import type {Sending} from '../sending/send.ts'

export type AttemptPlan = {
  /** What to send, or why nothing can be sent. */
  readonly sending: Sending | FailureReason
  readonly policy: RetryPolicy
  readonly secrets: AttemptSecrets
}

/**
 * Extra attempts of a delivery, to replace attempts that a crash interrupted. They are limited so
 * that a delivery that crashes the server each time also ends.
 */
const SPARE_ATTEMPTS = 20

/** Asks the provider for everything it defines about an attempt, before the attempt is made. */
export class Planner {
  readonly #options: DispatcherOptions
  readonly #headers: AttemptHeaders

  constructor(options: DispatcherOptions) {
    this.#options = options
    this.#headers = new AttemptHeaders(options)
  }

  /** Never throws: an error becomes a failure of this delivery and affects no other. */
  plan(delivery: ClaimedDelivery): AttemptPlan {
    const {chooseRetryPolicy, listSecrets = listOwnSecrets, onError} = this.#options
    const {webhook, attemptCount, scheduleStart} = delivery
    const parts: {-readonly [Part in keyof AttemptPlan]?: AttemptPlan[Part]} = {}
    try {
      parts.policy = chooseRetryPolicy(webhook)
      parts.secrets = listSecrets(webhook)
      const maxAttempts = parts.policy.delaysMs.length + 1 + SPARE_ATTEMPTS
      const isExhausted = attemptCount - scheduleStart > maxAttempts
      parts.sending = isExhausted ? 'interrupted' : this.#findSending(delivery)
    } catch (error) {
      onError(error, delivery)
    }
    const {
      policy = STANDARD_RETRIES,
      secrets = listOwnSecrets(webhook),
      sending = 'unsendable',
    } = parts
    return {policy, secrets, sending}
  }

  #findSending(delivery: ClaimedDelivery): Sending {
    const {webhook, body} = delivery
    const {buildTargetUrl, chooseMethod} = this.#options
    const headers = this.#headers.createHeaders(delivery)
    return {url: buildTargetUrl(webhook), method: chooseMethod?.(webhook), headers, body}
  }
}
