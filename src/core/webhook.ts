import type {DeliverySettings} from './delivery-settings.ts'

/** `disabled` creates no deliveries and holds existing ones; `paused` creates them and holds them. */
export type WebhookState = 'enabled' | 'disabled' | 'paused'

/** Provider-specific settings of a webhook, by the names in `Provider.webhooks.options`. */
export type WebhookOptions = Readonly<Record<string, unknown>>

/** A subscription: the URL that gets events of some types, and the secrets that sign them. */
export type Webhook = {
  /** Unique on its server. */
  readonly id: string
  /** The vendor's own id if it differs from `id`. */
  readonly vendorId?: string
  readonly provider: string
  /** Which of the provider's kinds of webhook, if it has several. */
  readonly kind?: string
  /** The organization, project or website it belongs to. */
  readonly scope?: string
  readonly url: string
  /** Event type names; all of them for a provider that cannot filter. */
  readonly events: readonly string[]
  readonly state: WebhookState
  readonly options?: WebhookOptions
  /** How its deliveries are sent; only on a hooks server. */
  readonly delivery?: DeliverySettings
  /**
   * Why hooks disabled it: `gone` (the receiver answered 410), `given_up` (it failed for days) or
   * `unreadable` (its secrets cannot be read from the store).
   */
  readonly disabledReason?: string
  /** Absent if the vendor does not report it. */
  readonly createdAt?: Date
  /** The vendor's secret that signs deliveries; whole or masked, depending on the call. */
  readonly secret?: string
  /** Standard Webhooks secret, `whsec_…` or `whsk_…`; only on a hooks server. */
  readonly signingSecret?: string
  /** The public key that verifies what a private signing secret signs: `whpk_…`. */
  readonly publicKey?: string
  /** The vendor does not show it; this is the record of the machine that created it. */
  readonly recorded?: true
}

export type NewWebhook = {
  readonly provider: string
  readonly kind?: string
  readonly scope?: string
  readonly url: string
  readonly events: readonly string[]
  /** Generated if omitted and the provider has one. */
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

/** The result of a test event that the vendor sent. */
export type WebhookTest = {
  /** The vendor's id of the event. */
  readonly event: string
  readonly sentAt: Date
  /** HTTP status of the receiver's response; absent if there was none. */
  readonly code?: number
  /** The vendor's text for it: `OK`, `Not Found`. */
  readonly message: string
}

/** The webhook operations of one target: a vendor or a hooks server. */
export interface WebhookApi {
  /** @throws HooksError rejected, if the target refuses */
  create(webhook: NewWebhook): Promise<Webhook>
  /** Every matching webhook, oldest first. */
  list(filter?: WebhookFilter): Promise<Webhook[]>
  /** @throws HooksError not_found */
  get(id: string): Promise<Webhook>
  /** @throws HooksError not_found */
  update(id: string, changes: WebhookChanges): Promise<Webhook>
  /**
   * `known` is what this machine recorded about it: webhooks of different kinds may share an id.
   *
   * @throws HooksError not_found
   */
  delete(id: string, known?: {readonly kind?: string}): Promise<void>
  /**
   * Makes the vendor send its own test event; resolves once the receiver's response is known.
   * Absent if the vendor has no such test.
   *
   * @throws HooksError not_found; unreachable, if there is no response within `timeoutMs`
   */
  test?(id: string, timeoutMs: number): Promise<WebhookTest>
}

/** A secret that `maskSecret` has already masked. */
const MASKED = /^(?:[a-z]{1,8}_)?….{0,4}$/

/** Any header that a user sets may hold credentials, whatever its name. */
export function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const masked = Object.entries(headers).map(([name, value]) => [name, maskSecret(value)])
  return Object.fromEntries(masked)
}

/** The secret reduced to its prefix and last four characters: `sig_…9f2c`. */
export function maskSecret(secret: string): string {
  if (MASKED.test(secret)) return secret
  const prefix = /^[a-z]{1,8}_/.exec(secret)?.[0] ?? ''
  const tail = secret.length >= prefix.length + 12 ? secret.slice(-4) : ''
  return `${prefix}…${tail}`
}
