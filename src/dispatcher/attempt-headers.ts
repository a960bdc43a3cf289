import {type Clock, systemClock} from '../core/clock.ts'
import {KeyRing} from '../core/signing/keys.ts'
import {createStandardHeaders} from '../core/signing/standard-webhooks.ts'
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
   * The webhook's own headers, then the vendor's, then the standard ones, which override the
   * others. Signatures use real time; whether a rotated secret still signs uses the server's.
   */
  createHeaders({eventId, webhook, body, contentType}: ClaimedDelivery): Record<string, string> {
    const {clock, signingClock = systemClock, userAgent, prove} = this.#options
    const previous = webhook.previousSigningSecret
    const stillSigns = previous !== undefined && previous.until.getTime() > clock.now()
    const secrets = stillSigns ? [webhook.signingSecret, previous.secret] : [webhook.signingSecret]
    const timestamp = Math.floor(signingClock.now() / 1000)
    return {
      ...webhook.delivery.headers,
      'content-type': contentType,
      'user-agent': userAgent,
      ...prove(webhook, body),
      ...createStandardHeaders({id: eventId, timestamp, body, secrets}, (secret) =>
        this.#keys.get(secret),
      ),
    }
  }
}
