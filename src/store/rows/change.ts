import type {Event} from '../../core/event.ts'
import type {ListedDelivery} from './delivery.ts'
import type {StoredWebhook} from './stored-webhook.ts'

export const WEBHOOK_CHANGES = [
  'webhook.created',
  'webhook.updated',
  'webhook.enabled',
  'webhook.paused',
  'webhook.disabled',
  'webhook.rotated',
  'webhook.deleted',
] as const

export const DELIVERY_CHANGES = [
  'attempt.ended',
  'delivery.delivered',
  'delivery.failed',
  'delivery.retried',
  'delivery.cancelled',
] as const

/** A change in the store, with the row after the change, or before it was deleted. */
export type Change =
  | {
      readonly type: 'event.accepted'
      readonly event: Event
      readonly deliveries: readonly {readonly id: string; readonly webhookId: string}[]
    }
  | {readonly type: (typeof DELIVERY_CHANGES)[number]; readonly delivery: ListedDelivery}
  | {readonly type: (typeof WEBHOOK_CHANGES)[number]; readonly webhook: StoredWebhook}

/** Called for each change once it is on disk, in the order of the commits. */
export type OnChange = (change: Change) => void
