import {type FailureReason, type RetryPolicy, STANDARD_RETRIES} from '../core/delivery.ts'
import type {ClaimedDelivery} from '../store/queue/claimed.ts'
import {AttemptHeaders} from './attempt-headers.ts'
import {type AttemptSecrets, ownSecrets} from './mask-attempt.ts'
import type {DispatcherOptions} from './options.ts'
import type {Sending} from '../sending/send.ts'

export type AttemptPlan = {
  /** What to send; or why nothing can be. */
  readonly sending: Sending | FailureReason
  readonly policy: RetryPolicy
  readonly secrets: AttemptSecrets
}

/**
 * Attempts beyond its schedule that a delivery may make in place of those that a crash cut short.
 * One that brings the server down each time must end too.
 */
const SPARE_ATTEMPTS = 20

/** Asks a provider all that it has to say about an attempt, before it is made. */
export class Planner {
  readonly #options: DispatcherOptions
  readonly #headers: AttemptHeaders

  constructor(options: DispatcherOptions) {
    this.#options = options
    this.#headers = new AttemptHeaders(options)
  }

  /** Never throws: what cannot be made is that delivery's failure, and nobody else's. */
  plan(delivery: ClaimedDelivery): AttemptPlan {
    const {retryPolicy, secretsOf = ownSecrets, onError} = this.#options
    const {webhook, attemptCount, scheduleStart} = delivery
    const made: {-readonly [Part in keyof AttemptPlan]?: AttemptPlan[Part]} = {}
    try {
      made.policy = retryPolicy(webhook)
      made.secrets = secretsOf(webhook)
      const most = made.policy.delaysMs.length + 1 + SPARE_ATTEMPTS
      const isWornOut = attemptCount - scheduleStart > most
      made.sending = isWornOut ? 'interrupted' : this.#sending(delivery)
    } catch (error) {
      onError(error, delivery)
    }
    const {policy = STANDARD_RETRIES, secrets = ownSecrets(webhook), sending = 'unsendable'} = made
    return {policy, secrets, sending}
  }

  #sending(delivery: ClaimedDelivery): Sending {
    const {webhook, body} = delivery
    const {targetUrl, method} = this.#options
    const headers = this.#headers.of(delivery)
    return {url: targetUrl(webhook), method: method?.(webhook), headers, body}
  }
}
