import type {DeliverySettings} from '../../core/delivery-settings.ts'
import type {HooksError} from '../../core/errors.ts'
import type {Webhook, WebhookState} from '../../core/webhook.ts'
import type {Limitation} from '../../providers/contract/client.ts'

/** A webhook as it should be, complete and checked. */
export type Wanted = {
  /** How messages call it. */
  readonly name: string
  readonly profile: string
  readonly isLocal: boolean
  readonly provider: string
  readonly label: string
  readonly kind?: string | undefined
  readonly scope?: string | undefined
  readonly url: string
  readonly events: readonly string[]
  /** `null` takes one away. */
  readonly options: Readonly<Record<string, unknown>>
  /** Names of options that nobody shows. */
  readonly secretOptions: readonly string[]
  /** `null` takes one away. */
  readonly delivery: {
    readonly [Name in keyof DeliverySettings]?: DeliverySettings[Name] | null
  }
  readonly state?: WebhookState | undefined
  readonly secret?: string | undefined
  /** Whether a secret can be given to a webhook that is there. */
  readonly changesSecret: boolean
  readonly protect: boolean
  /** Webhooks that one scope may hold. */
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
  /** Where the vendor cannot change it: a new one first, then the old one goes. */
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

/** What is known of an entry before it is known what its target can do. */
export type Named = Pick<Wanted, 'name' | 'profile' | 'url'> & {readonly provider?: string}

/** A field that is not as it should be. */
export type Difference = {
  /** `url`, `events`, `state`, `secret`, `options.NAME` or `delivery.NAME`. */
  readonly field: string
  /** Left out where it is secret, or was not set. */
  readonly before?: unknown
  /** Left out where it is secret; `null` where it is taken away. */
  readonly after?: unknown
}

/** The webhook that is there now, or was deleted; and the one whose place it took. */
export type Done = {readonly id: string; readonly replacedId?: string}
/** How messages call it. */
export function plannedName(planned: Planned): string {
  return 'wanted' in planned ? planned.wanted.name : planned.existing.url
}
