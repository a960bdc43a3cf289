import type {Clock} from '../../core/clock.ts'
import type {Event, Payload} from '../../core/event.ts'
import type {Store} from '../../store/index.ts'
import type {Assumptions} from '../contract/assumptions.ts'

/** Which rate limits an emulator enforces: those of one of the vendor's environments, or none. */
export type RateLimit = 'sandbox' | 'production' | 'off'

/** What a server passes to each emulator. */
export type EmulatorOptions = {
  readonly store: Store
  /** The server key, which the vendor calls API key, token or secret. */
  readonly apiKey: string
  /** Decides about expiry and rate limits. */
  readonly clock: Clock
  readonly rateLimit: RateLimit
  /** The provider's assumptions on this server. */
  readonly assume: Assumptions
  /**
   * Why deliveries cannot be sent to a URL, in words that follow the field's name: by the provider's rules, or by
   * those of this server, which does not send to private addresses.
   */
  findUrlProblem(url: string): string | undefined
  /** Accepts an event of this provider and creates its deliveries; durable once it resolves. */
  publish(event: {
    readonly type: string
    readonly payload: Payload
    readonly scope?: string
  }): Promise<Event>
  /** Origin of links in responses, without a trailing slash; by default that of the request. */
  readonly publicUrl?: string
}
