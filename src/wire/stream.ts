import {Type, type Static} from 'typebox'
import {WireWebhook} from './webhooks-and-events.ts'
import {WireDelivery} from './deliveries.ts'

/** The part of the control API's JSON that is about the stream of what happens. */
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
  /** As it is after that; `attemptCount` is the number of the attempt. */
  delivery: WireDelivery,
})

const WebhookItem = Type.Object({
  type: Type.Union([
    Type.Literal('webhook.created'),
    Type.Literal('webhook.updated'),
    Type.Literal('webhook.enabled'),
    Type.Literal('webhook.paused'),
    /** With `disabledReason` where hooks did it by itself. */
    Type.Literal('webhook.disabled'),
    Type.Literal('webhook.rotated'),
    Type.Literal('webhook.deleted'),
  ]),
  at,
  /** As it is after that, or was before it was deleted; its secrets masked. */
  webhook: WireWebhook,
})

/** More happened than the server remembers, or it was started anew: look at the lists again. */
const GapItem = Type.Object({
  type: Type.Literal('gap'),
  at,
  /** How many items are lost; absent where the server that knew them is gone. */
  missed: Type.Optional(Type.Integer()),
})

export const WireStreamItem = Type.Union([AcceptedItem, DeliveryItem, WebhookItem, GapItem])
export type WireStreamItem = Static<typeof WireStreamItem>

export const WireStreamFilter = Type.Object(
  {
    /** Separated by commas; `webhook.*` stands for all that begin so. */
    types: Type.Optional(Type.String({minLength: 1, maxLength: 1000})),
    provider: Type.Optional(Type.String({minLength: 1})),
    webhookId: Type.Optional(Type.String({minLength: 1})),
  },
  {additionalProperties: false},
)
export type WireStreamFilter = Static<typeof WireStreamFilter>
