import {Type, type Static} from 'typebox'
import {WireDeliverySettings, WireDeliverySettingsChanges} from './wire-delivery-settings.ts'

/**
 * The control API's JSON, exactly as it travels under `/_hooks/v1`. The server validates
 * and documents with these shapes; the client checks the server's answers against them.
 */
const State = Type.Union([
  Type.Literal('enabled'),
  Type.Literal('disabled'),
  Type.Literal('paused'),
])
const Options = Type.Record(Type.String(), Type.Unknown())
const Headers = Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]))

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
  /** Why hooks disabled it by itself: `gone` or `given_up`. */
  disabledReason: Type.Optional(Type.String()),
  createdAt: Type.String(),
  /** Whole in the answer to a creation, masked elsewhere. */
  secret: Type.Optional(Type.String()),
  signingSecret: Type.Optional(Type.String()),
  /** What receivers verify with where the signing secret is a private key, which is always masked. */
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

export const WireWebhookList = Type.Object({webhooks: Type.Array(WireWebhook)})

/** Of a query, which names nothing else. */
const Name = Type.Optional(Type.String({minLength: 1}))

export const WireWebhookFilter = Type.Object(
  {provider: Name, kind: Name, scope: Name, event: Name},
  {additionalProperties: false},
)

/** Both secrets and the headers of its own, whole; but a private key is masked, and its public key stands beside it. */
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
    /** Take a payload that does not fit the type's schema. */
    force: Type.Optional(Type.Boolean()),
    /** The one webhook that is to get it, if it subscribes; every subscriber when left out. */
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
  /** Hand it back as `cursor` for the next page; absent on the last. */
  nextCursor: Type.Optional(Type.String()),
})

const deliveryFields = {
  id: Type.String(),
  eventId: Type.String(),
  webhookId: Type.String(),
  provider: Type.String(),
  event: Type.String(),
  state: Type.Union([
    Type.Literal('pending'),
    Type.Literal('delivered'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  attemptCount: Type.Integer(),
  dueAt: Type.Optional(Type.String()),
  code: Type.Optional(Type.Integer()),
  reason: Type.Optional(Type.String()),
  /** Milliseconds the last attempt took. */
  durationMs: Type.Optional(Type.Integer()),
  createdAt: Type.String(),
  updatedAt: Type.String(),
}

export const WireDelivery = Type.Object(deliveryFields)
export type WireDelivery = Static<typeof WireDelivery>

export const WireAttempt = Type.Object({
  n: Type.Integer(),
  startedAt: Type.String(),
  durationMs: Type.Integer(),
  headers: Headers,
  code: Type.Optional(Type.Integer()),
  reason: Type.Optional(Type.String()),
  answer: Type.Optional(
    Type.Object({headers: Headers, body: Type.String(), bodyError: Type.Optional(Type.String())}),
  ),
})

export const WireDeliveryDetail = Type.Object({
  ...deliveryFields,
  /** Empty once it was pruned. */
  body: Type.String(),
  bodyPruned: Type.Optional(Type.Literal(true)),
  headers: Headers,
  attempts: Type.Array(WireAttempt),
})
export type WireDeliveryDetail = Static<typeof WireDeliveryDetail>

export const WireDeliveryPage = Type.Object({
  deliveries: Type.Array(WireDelivery),
  nextCursor: Type.Optional(Type.String()),
})
export type WireDeliveryPage = Static<typeof WireDeliveryPage>

const pageFields = {
  limit: Type.Optional(Type.Integer({minimum: 1, maximum: 500})),
  cursor: Name,
}

export const WireEventFilter = Type.Object(
  {provider: Name, type: Name, ...pageFields},
  {additionalProperties: false},
)

const selectionFields = {
  webhookId: Name,
  eventId: Name,
  provider: Name,
  event: Name,
  /** ISO 8601; only deliveries made at or after it. */
  since: Name,
  /** ISO 8601; only deliveries made before it. */
  until: Name,
}

export const WireDeliveryFilter = Type.Object(
  {state: Type.Optional(deliveryFields.state), ...selectionFields, ...pageFields},
  {additionalProperties: false},
)
export type WireDeliveryFilter = Static<typeof WireDeliveryFilter>

/** Which deliveries to cancel; `dryRun` only counts them. */
export const WireBulkCancel = Type.Object(
  {...selectionFields, dryRun: Type.Optional(Type.Boolean())},
  {additionalProperties: false},
)
export type WireBulkCancel = Static<typeof WireBulkCancel>

/** Which to retry: those that are over, unless a state is named. */
export const WireBulkRetry = Type.Object(
  {state: Type.Optional(deliveryFields.state), ...WireBulkCancel.properties},
  {additionalProperties: false},
)
export type WireBulkRetry = Static<typeof WireBulkRetry>

export const WireBulkResult = Type.Object({
  /** Deliveries that it was about so far. */
  matched: Type.Integer(),
  changed: Type.Integer(),
  /** Left as they were, because their body or their webhook is gone. */
  skipped: Type.Integer(),
  /** False when the server stopped meanwhile: the same request with the same key goes on. */
  done: Type.Boolean(),
})
export type WireBulkResult = Static<typeof WireBulkResult>

/** `first`: every delivery of the event has had an attempt or is over; `done`: all are over. */
export const WireWait = Type.Object(
  {
    wait: Type.Optional(
      Type.Union([Type.Literal('first'), Type.Literal('done'), Type.Literal('none')]),
    ),
    timeoutMs: Type.Optional(Type.Integer({minimum: 0, maximum: 60_000})),
  },
  {additionalProperties: false},
)

/** `settled` is false when the time ran out before what was waited for. */
export const WireEventDeliveries = Type.Object({
  event: WireEvent,
  deliveries: Type.Array(WireDelivery),
  settled: Type.Boolean(),
})
export type WireEventDeliveries = Static<typeof WireEventDeliveries>

export const WireError = Type.Object({
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    hint: Type.Optional(Type.String()),
  }),
})
