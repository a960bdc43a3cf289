import type {DeliverySettings} from './delivery-settings.ts'

/** `disabled` makes no deliveries and holds those it has; `paused` makes them and holds them. */
export type WebhookState = 'enabled' | 'disabled' | 'paused'

/** What one provider alone knows about a webhook, by the names in `Provider.webhooks.options`. */
export type WebhookOptions = Readonly<Record<string, unknown>>

/** A subscription: where events of some types go, and the secrets that prove them. */
export type Webhook = {
  /** Unique on its server. */
  readonly id: string
  /** The vendor's own id where it differs from `id`. */
  readonly vendorId?: string
  readonly provider: string
  /** Which of the provider's kinds of webhook, where it has several. */
  readonly kind?: string
  /** The organization, project or website it belongs to. */
  readonly scope?: string
  readonly url: string
  /** Event type names; for a provider that cannot filter, all of its types. */
  readonly events: readonly string[]
  readonly state: WebhookState
  readonly options?: WebhookOptions
  /** How its deliveries are sent; only on a server of ours. */
  readonly delivery?: DeliverySettings
  /**
   * Why hooks disabled it: its receiver is `gone` (410), or was `given_up` after failing for days,
   * or its secrets are `unreadable` in the store.
   */
  readonly disabledReason?: string
  /** Absent where the vendor does not tell. */
  readonly createdAt?: Date
  /** What the vendor proves its deliveries with; whole or masked, as the call says. */
  readonly secret?: string
  /** Standard Webhooks secret, `whsec_…` or `whsk_…`; only on a server of ours. */
  readonly signingSecret?: string
  /** What verifies in the place of a private signing secret: `whpk_…`. */
  readonly publicKey?: string
  /** The vendor does not show it: this is what the machine that created it has recorded. */
  readonly recorded?: true
}

export type NewWebhook = {
  readonly provider: string
  readonly kind?: string
  readonly scope?: string
  readonly url: string
  readonly events: readonly string[]
  /** Made when left out, where the provider has one. */
  readonly secret?: string
  readonly options?: WebhookOptions
  readonly delivery?: DeliverySettings
}

export type WebhookChanges = {
  readonly url?: string
  readonly events?: readonly string[]
  readonly state?: WebhookState
  readonly secret?: string
  readonly options?: WebhookOptions
  readonly delivery?: DeliverySettings
}

export type WebhookFilter = {
  readonly provider?: string
  readonly kind?: string
  readonly scope?: string
  /** Only webhooks subscribed to this event type. */
  readonly event?: string
}

/** What became of a test event that the vendor sent itself. */
export type WebhookTest = {
  /** The vendor's id of the event. */
  readonly event: string
  readonly sentAt: Date
  /** HTTP status of the receiver's answer; absent where there was none. */
  readonly code?: number
  /** The vendor's words for it: `OK`, `Not Found`. */
  readonly message: string
}

/** What one target, a vendor or a server of ours, lets us do with webhooks. */
export interface WebhookApi {
  /** @throws HooksError rejected, when the target refuses */
  create(webhook: NewWebhook): Promise<Webhook>
  /** Every matching webhook, oldest first. */
  list(filter?: WebhookFilter): Promise<Webhook[]>
  /** @throws HooksError not_found */
  get(id: string): Promise<Webhook>
  /** @throws HooksError not_found */
  update(id: string, changes: WebhookChanges): Promise<Webhook>
  /**
   * `known` is what this machine has recorded of it, where ids of several kinds may be the same.
   *
   * @throws HooksError not_found
   */
  delete(id: string, known?: {readonly kind?: string}): Promise<void>
  /**
   * Makes the vendor send its own test event; resolves once the receiver's answer is known.
   * Absent where the vendor has no such test.
   *
   * @throws HooksError not_found; unreachable, when `timeoutMs` pass without an answer
   */
  test?(id: string, timeoutMs: number): Promise<WebhookTest>
}

/** As `maskSecret` gives it; nothing is left to mask. */
const MASKED = /^(?:[a-z]{1,8}_)?….{0,4}$/

/** Headers of the user's own may hold credentials, whatever they are called. */
export function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const masked = Object.entries(headers).map(([name, value]) => [name, maskSecret(value)])
  return Object.fromEntries(masked)
}

/** Its first letters up to the underscore and the last four: `sig_…9f2c`. */
export function maskSecret(secret: string): string {
  if (MASKED.test(secret)) return secret
  const prefix = /^[a-z]{1,8}_/.exec(secret)?.[0] ?? ''
  const tail = secret.length >= prefix.length + 12 ? secret.slice(-4) : ''
  return `${prefix}…${tail}`
}
