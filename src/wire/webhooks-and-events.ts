import {Type, type Static} from 'typebox'
import {WireDeliverySettings, WireDeliverySettingsChanges} from './delivery-settings.ts'

/**
 * The control API's JSON, exactly as sent under `/_hooks/v1`. The server validates requests and
 * documents its API with these schemas; the client checks the server's answers against them.
 */
const State = Type.Union([
  Type.Literal('enabled'),
  Type.Literal('disabled'),
  Type.Literal('paused'),
])
const Options = Type.Record(Type.String(), Type.Unknown())

export const WireWebhook = Type.Object({
  id: Type.String(),
  vendorId: Type.Optional(Type.String()),
  provider: Type.String(),
  kind: Type.Optional(Type.String()),
  scope: Type.Optional(Type.String()),
  url: Type.String(),
  events: Type.Array(Type.String()),
  state: State,
  options: Type.Optional(Options),
  delivery: Type.Optional(WireDeliverySettings),
  /** Why hooks disabled it automatically: `gone`, `given_up` or `unreadable`. */
  disabledReason: Type.Optional(Type.String()),
  createdAt: Type.String(),
  /** Unmasked in the answer to its creation, masked elsewhere. */
  secret: Type.Optional(Type.String()),
  signingSecret: Type.Optional(Type.String()),
  /**
   * For receivers to verify with, if the signing secret is a private key, which is always masked.
   */
  publicKey: Type.Optional(Type.String()),
})
export type WireWebhook = Static<typeof WireWebhook>

export const WireNewWebhook = Type.Object(
  {
    provider: Type.String(),
    kind: Type.Optional(Type.String()),
    scope: Type.Optional(Type.String({minLength: 1, maxLength: 200})),
    url: Type.String({maxLength: 4096}),
    events: Type.Array(Type.String(), {maxItems: 100}),
    secret: Type.Optional(Type.String({minLength: 1, maxLength: 1024})),
    options: Type.Optional(Options),
    delivery: Type.Optional(WireDeliverySettings),
  },
  {additionalProperties: false},
)

export const WireWebhookChanges = Type.Object(
  {
    url: Type.Optional(Type.String({maxLength: 4096})),
    events: Type.Optional(Type.Array(Type.String(), {maxItems: 100})),
    state: Type.Optional(State),
    secret: Type.Optional(Type.String({minLength: 1, maxLength: 1024})),
    options: Type.Optional(Options),
    delivery: Type.Optional(WireDeliverySettingsChanges),
  },
  {additionalProperties: false},
)

/** Send it as `cursor` to get the next page; absent on the last page. */
const NextCursor = Type.Optional(Type.String())

export const WireWebhookList = Type.Object({
  webhooks: Type.Array(WireWebhook),
  nextCursor: NextCursor,
})

/** A name in a query string. */
export const QueryName = Type.Optional(Type.String({minLength: 1}))

/** Query parameters of a paginated list. */
export const pageFields = {
  limit: Type.Optional(Type.Integer({minimum: 1, maximum: 500})),
  cursor: QueryName,
}

export const WireWebhookFilter = Type.Object(
  {provider: QueryName, kind: QueryName, scope: QueryName, event: QueryName, ...pageFields},
  {additionalProperties: false},
)

/**
 * Both secrets and the webhook's custom headers, unmasked; only a private key stays masked, and its
 * public key is added.
 */
export const WireSecrets = Type.Object({
  id: Type.String(),
  secret: Type.Optional(Type.String()),
  signingSecret: Type.String(),
  publicKey: Type.Optional(Type.String()),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
})
export type WireSecrets = Static<typeof WireSecrets>

export const WireNewEvent = Type.Object(
  {
    provider: Type.String(),
    type: Type.String({minLength: 1, maxLength: 256}),
    payload: Type.Record(Type.String(), Type.Unknown()),
    scope: Type.Optional(Type.String({minLength: 1, maxLength: 200})),
    /** Accept a payload that does not match the schema of its type. */
    force: Type.Optional(Type.Boolean()),
    /** Deliver only to this webhook, if it subscribes; by default to every subscriber. */
    webhookId: Type.Optional(Type.String({minLength: 1, maxLength: 200})),
  },
  {additionalProperties: false},
)
export type WireNewEvent = Static<typeof WireNewEvent>

export const WireAccepted = Type.Object({
  id: Type.String(),
  deliveries: Type.Array(Type.Object({id: Type.String(), webhookId: Type.String()})),
})
export type WireAccepted = Static<typeof WireAccepted>

export const WireEvent = Type.Object({
  id: Type.String(),
  provider: Type.String(),
  scope: Type.String(),
  type: Type.String(),
  payload: Type.Record(Type.String(), Type.Unknown()),
  createdAt: Type.String(),
})
export type WireEvent = Static<typeof WireEvent>

export const WireEventPage = Type.Object({
  events: Type.Array(WireEvent),
  nextCursor: NextCursor,
})

export const WireEventFilter = Type.Object(
  {provider: QueryName, type: QueryName, ...pageFields},
  {additionalProperties: false},
)

export const WireError = Type.Object({
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    hint: Type.Optional(Type.String()),
  }),
})
