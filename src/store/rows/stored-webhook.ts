import type {DeliverySettings} from '../../core/delivery-settings.ts'
import type {NewWebhook, Webhook, WebhookState} from '../../core/webhook.ts'

/** A webhook with its secrets whole; what only a server may see. */
export type StoredWebhook = Webhook & {
  readonly seq: number
  readonly createdAt: Date
  readonly scope: string
  readonly options: Readonly<Record<string, unknown>>
  readonly delivery: DeliverySettings
  /** Since when no attempt has succeeded. */
  readonly failingSince?: Date
  readonly signingSecret: string
  /** Signs beside the present one until a rotation's grace ends. */
  readonly previousSigningSecret?: {readonly secret: string; readonly until: Date}
}

export type WebhookCreation = NewWebhook & {
  /** The vendor's form of id; `wh_…` when left out. */
  readonly id?: string
  /** The vendor's own id, or `sequence` for the number of the webhook on this server. */
  readonly vendorId?: string
  /** Enabled when left out. */
  readonly state?: WebhookState
  /** Refuse when the scope holds as many. */
  readonly maxPerScope?: number
  /** `whsec_…` or `whsk_…`; made when left out. */
  readonly signingSecret?: string
}
