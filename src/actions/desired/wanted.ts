import type {DeliverySettings} from '../../core/delivery-settings.ts'
import type {HooksError} from '../../core/errors.ts'
import type {Webhook, WebhookState} from '../../core/webhook.ts'
import type {Limitation} from '../../providers/contract/client.ts'

/** A desired webhook, complete and checked. */
export type Wanted = {
  /** Its name in messages. */
  readonly name: string
  readonly profile: string
  readonly isLocal: boolean
  readonly provider: string
  readonly label: string
  readonly kind?: string | undefined
  readonly scope?: string | undefined
  readonly url: string
  readonly events: readonly string[]
  /** `null` removes one. */
  readonly options: Readonly<Record<string, unknown>>
  /** Names of options whose values are never shown. */
  readonly secretOptions: readonly string[]
  /** `null` removes one. */
  readonly delivery: {
    readonly [Name in keyof DeliverySettings]?: DeliverySettings[Name] | null
  }
  readonly state?: WebhookState | undefined
  readonly secret?: string | undefined
  /** Whether the secret of an existing webhook can be changed. */
  readonly changesSecret: boolean
  readonly protect: boolean
  /** Maximum number of webhooks per scope. */
  readonly maxWebhooks?: number | undefined
  /** What the vendor cannot do with webhooks of its kind. */
  readonly limits: {
    readonly list?: Limitation | undefined
    readonly update?: Limitation | undefined
    readonly enable?: Limitation | undefined
  }
}

export type Planned =
  | {readonly action: 'create'; readonly wanted: Wanted}
  | {
      readonly action: 'update'
      readonly wanted: Wanted
      readonly existing: Webhook
      readonly fields: readonly Difference[]
    }
  /** If the vendor cannot change it: create a new one, then delete the old one. */
  | {
      readonly action: 'replace'
      readonly wanted: Wanted
      readonly existing: Webhook
      readonly fields: readonly Difference[]
      readonly reason: string
    }
  | {readonly action: 'delete'; readonly existing: Webhook; readonly profile: string}
  | {readonly action: 'unchanged'; readonly wanted: Wanted; readonly existing: Webhook}
  /** What cannot be done, and why. */
  | {readonly action: 'refuse'; readonly wanted: Named; readonly error: HooksError}

/** What is known of an entry before its target is. */
export type Named = Pick<Wanted, 'name' | 'profile' | 'url'> & {readonly provider?: string}

/** A field that differs. */
export type Difference = {
  /** `url`, `events`, `state`, `secret`, `options.NAME` or `delivery.NAME`. */
  readonly field: string
  /** Absent if it is secret or was not set. */
  readonly before?: unknown
  /** Absent if it is secret; `null` if it is removed. */
  readonly after?: unknown
}

/** The id of the resulting or deleted webhook, and of the one it replaced. */
export type Done = {readonly id: string; readonly replacedId?: string}
/** The name of an item in messages. */
export function namePlanned(planned: Planned): string {
  return 'wanted' in planned ? planned.wanted.name : planned.existing.url
}
