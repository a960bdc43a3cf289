import {Type, type Static} from 'typebox'
import {pageFields, QueryName, WireEvent} from './webhooks-and-events.ts'

const Headers = Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]))

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
  /** Duration of the last attempt; milliseconds. */
  durationMs: Type.Optional(Type.Integer()),
  createdAt: Type.String(),
  updatedAt: Type.String(),
}

export const WireDelivery = Type.Object(deliveryFields)
export type WireDelivery = Static<typeof WireDelivery>

const WireAttempt = Type.Object({
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
  /** Empty once pruned. */
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

const selectionFields = {
  webhookId: QueryName,
  eventId: QueryName,
  provider: QueryName,
  event: QueryName,
  /** ISO 8601; only deliveries created at or after this time. */
  since: QueryName,
  /** ISO 8601; only deliveries created before this time. */
  until: QueryName,
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

/** Which deliveries to retry: finished ones, unless a state is given. */
export const WireBulkRetry = Type.Object(
  {state: Type.Optional(deliveryFields.state), ...WireBulkCancel.properties},
  {additionalProperties: false},
)
export type WireBulkRetry = Static<typeof WireBulkRetry>

export const WireBulkResult = Type.Object({
  /** Deliveries processed so far. */
  matched: Type.Integer(),
  changed: Type.Integer(),
  /** Left unchanged, because their body or their webhook is gone. */
  skipped: Type.Integer(),
  /**
   * False if the server stopped in the meantime: repeat the request with the same key to continue.
   */
  done: Type.Boolean(),
})
export type WireBulkResult = Static<typeof WireBulkResult>

/** `first`: until every delivery has had an attempt or has ended; `done`: until all have ended. */
export const WireWait = Type.Object(
  {
    wait: Type.Optional(
      Type.Union([Type.Literal('first'), Type.Literal('done'), Type.Literal('none')]),
    ),
    timeoutMs: Type.Optional(Type.Integer({minimum: 0, maximum: 60_000})),
  },
  {additionalProperties: false},
)

/** `settled` is false if the time ran out first. */
export const WireEventDeliveries = Type.Object({
  event: WireEvent,
  deliveries: Type.Array(WireDelivery),
  settled: Type.Boolean(),
})
export type WireEventDeliveries = Static<typeof WireEventDeliveries>
