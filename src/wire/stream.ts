import {Type, type Static} from 'typebox'
import {WireWebhook} from './webhooks-and-events.ts'
import {WireDelivery} from './deliveries.ts'

/** The part of the control API's JSON for the stream of changes. */
const at = Type.String()

const AcceptedItem = Type.Object({
  type: Type.Literal('event.accepted'),
  at,
  event: Type.Object({
    id: Type.String(),
    provider: Type.String(),
    scope: Type.String(),
    type: Type.String(),
  }),
  deliveries: Type.Array(Type.Object({id: Type.String(), webhookId: Type.String()})),
})

const DeliveryItem = Type.Object({
  type: Type.Union([
    Type.Literal('attempt.ended'),
    Type.Literal('delivery.delivered'),
    Type.Literal('delivery.failed'),
    Type.Literal('delivery.retried'),
    Type.Literal('delivery.cancelled'),
  ]),
  at,
  /** The delivery after the change; `attemptCount` is the number of the attempt. */
  delivery: WireDelivery,
})

const WebhookItem = Type.Object({
  type: Type.Union([
    Type.Literal('webhook.created'),
    Type.Literal('webhook.updated'),
    Type.Literal('webhook.enabled'),
    Type.Literal('webhook.paused'),
    /** With `disabledReason` if hooks did it automatically. */
    Type.Literal('webhook.disabled'),
    Type.Literal('webhook.rotated'),
    Type.Literal('webhook.deleted'),
  ]),
  at,
  /** The webhook after the change, or before its deletion; secrets are masked. */
  webhook: WireWebhook,
})

/** Items were lost, because the server dropped old ones or was restarted: fetch the lists again. */
const GapItem = Type.Object({
  type: Type.Literal('gap'),
  at,
  /** How many items were lost; absent after a restart, when this is unknown. */
  missed: Type.Optional(Type.Integer()),
})

export const WireStreamItem = Type.Union([AcceptedItem, DeliveryItem, WebhookItem, GapItem])
export type WireStreamItem = Static<typeof WireStreamItem>

export const WireStreamFilter = Type.Object(
  {
    /** Separated by commas; `webhook.*` matches every type with that prefix. */
    types: Type.Optional(Type.String({minLength: 1, maxLength: 1000})),
    provider: Type.Optional(Type.String({minLength: 1})),
    webhookId: Type.Optional(Type.String({minLength: 1})),
  },
  {additionalProperties: false},
)
export type WireStreamFilter = Static<typeof WireStreamFilter>
