import type {DeliverySettings} from '../../core/delivery-settings.ts'
import type {NewWebhook, Webhook, WebhookState} from '../../core/webhook.ts'

/** A webhook with its unmasked secrets, which only the server may see. */
export type StoredWebhook = Webhook & {
  readonly seq: number
  readonly createdAt: Date
  readonly scope: string
  readonly options: Readonly<Record<string, unknown>>
  readonly delivery: DeliverySettings
  /** No attempt has succeeded since then. */
  readonly failingSince?: Date
  readonly signingSecret: string
  /** Signs in addition to the current secret until the grace period of a rotation ends. */
  readonly previousSigningSecret?: {readonly secret: string; readonly until: Date}
}

export type WebhookCreation = NewWebhook & {
  /** An id in the vendor's format; `wh_…` when left out. */
  readonly id?: string
  /** The vendor's own id, or `sequence` to use the number of the webhook on this server. */
  readonly vendorId?: string
  /** Enabled when left out. */
  readonly state?: WebhookState
  /** Refuse when the scope already has this many webhooks. */
  readonly maxPerScope?: number
  /** `whsec_…` or `whsk_…`; generated when left out. */
  readonly signingSecret?: string
}
