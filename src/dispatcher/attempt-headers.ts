import {type Clock, systemClock} from '../core/clock.ts'
import {KeyRing} from '../core/signing/keys.ts'
import {createAttemptHeaders} from '../core/signing/attempt-headers.ts'
import type {Webhook} from '../core/webhook.ts'
import type {ClaimedDelivery} from '../store/queue/claimed.ts'

export type AttemptHeadersOptions = {
  readonly clock: Clock
  /** The clock for signature timestamps; real time by default, as receivers check it. */
  readonly signingClock?: Clock
  readonly userAgent: string
  /** The vendor's own headers for one attempt. */
  prove(webhook: Webhook, body: string): Readonly<Record<string, string>>
}

/** Creates the headers of attempts, and caches parsed signing keys. */
export class AttemptHeaders {
  readonly #options: AttemptHeadersOptions
  readonly #keys = new KeyRing()

  constructor(options: AttemptHeadersOptions) {
    this.#options = options
  }

  /**
   * Signatures use real time; whether a rotated secret still signs depends on the server's clock.
   */
  createHeaders({eventId, webhook, body, contentType}: ClaimedDelivery): Record<string, string> {
    const {clock, signingClock = systemClock, userAgent, prove} = this.#options
    const previous = webhook.previousSigningSecret
    const stillSigns = previous !== undefined && previous.until.getTime() > clock.now()
    const secrets = stillSigns ? [webhook.signingSecret, previous.secret] : [webhook.signingSecret]
    const parts = {
      id: eventId,
      timestamp: Math.floor(signingClock.now() / 1000),
      body,
      contentType,
      userAgent,
      custom: webhook.delivery.headers,
      proof: prove(webhook, body),
      secrets,
    }
    return createAttemptHeaders(parts, (secret) => this.#keys.get(secret))
  }
}
