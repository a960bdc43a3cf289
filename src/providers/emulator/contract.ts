import type {Clock} from '../../core/clock.ts'
import type {Event, Payload} from '../../core/event.ts'
import type {Store} from '../../store/index.ts'
import type {Assumptions} from '../contract/assumptions.ts'

/** Whose request limits an emulator keeps: the vendor's, of one of its environments, or none. */
export type RateLimit = 'sandbox' | 'production' | 'off'

/** What a server hands to each emulator. */
export type EmulatorOptions = {
  readonly store: Store
  /** The server key; what the vendor calls its API key, token or secret. */
  readonly apiKey: string
  /** Rules expiry and request windows. */
  readonly clock: Clock
  readonly rateLimit: RateLimit
  /** The provider's own, in force on this server. */
  readonly assume: Assumptions
  /**
   * What is wrong with a URL to send to, in words that follow its name: by the provider's rules,
   * and by those of this server, which sends to no private address.
   */
  findUrlProblem(url: string): string | undefined
  /** Accepts an event of this provider and makes its deliveries; durable when it resolves. */
  publish(event: {
    readonly type: string
    readonly payload: Payload
    readonly scope?: string
  }): Promise<Event>
  /** Origin for links in answers, without a trailing slash; as the request named it when left out. */
  readonly publicUrl?: string
}
