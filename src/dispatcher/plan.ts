import {type RetryPolicy, STANDARD_RETRIES} from '../core/delivery.ts'
import type {ClaimedDelivery} from '../store/claim.ts'
import {AttemptHeaders} from './attempt-headers.ts'
import {type AttemptSecrets, ownSecrets} from './mask-attempt.ts'
import type {DispatcherOptions} from './options.ts'
import type {Sending} from './send.ts'

export type Plan = {
  /** Undefined when there is nothing that could be sent. */
  readonly sending: Sending | undefined
  readonly policy: RetryPolicy
  readonly secrets: AttemptSecrets
}

/** Asks a provider all that it has to say about an attempt, before it is made. */
export class Planner {
  readonly #options: DispatcherOptions
  readonly #headers: AttemptHeaders

  constructor(options: DispatcherOptions) {
    this.#options = options
    this.#headers = new AttemptHeaders(options)
  }

  /** Never throws: what cannot be made is that delivery's failure, and nobody else's. */
  plan(delivery: ClaimedDelivery): Plan {
    const {retryPolicy, secretsOf = ownSecrets, onError} = this.#options
    const {webhook} = delivery
    const made: {-readonly [Part in keyof Plan]?: Plan[Part]} = {}
    try {
      made.policy = retryPolicy(webhook)
      made.secrets = secretsOf(webhook)
      made.sending = this.#sending(delivery)
    } catch (error) {
      onError(error, delivery)
    }
    const {policy = STANDARD_RETRIES, secrets = ownSecrets(webhook), sending} = made
    return {policy, secrets, sending}
  }

  #sending(delivery: ClaimedDelivery): Sending {
    const {webhook, body} = delivery
    return {url: this.#options.targetUrl(webhook), headers: this.#headers.of(delivery), body}
  }
}
