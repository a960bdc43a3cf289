import {Type} from 'typebox'

const fields = {
  /** `vendor`, `standard`, or delays such as `5s,5m,30m`. */
  retries: Type.String({maxLength: 1000}),
  fifo: Type.Boolean(),
  /** Attempts per second. */
  rateLimit: Type.Number({exclusiveMinimum: 0, maximum: 100_000}),
  /** Simultaneous attempts. */
  concurrency: Type.Integer({minimum: 1, maximum: 1000}),
  /** Values are unmasked in the answer to a creation, masked elsewhere. */
  headers: Type.Record(Type.String(), Type.String()),
  /** Patterns by path of a payload field; each field must match one of its patterns. */
  filter: Type.Record(Type.String(), Type.Array(Type.String({maxLength: 1000}), {maxItems: 100}), {
    maxProperties: 50,
  }),
}

/** How one webhook's deliveries are sent; overrides its provider's defaults. */
export const WireDeliverySettings = Type.Partial(Type.Object(fields), {additionalProperties: false})

/** Changes to these settings: those left out stay as they are, `null` removes one. */
export const WireDeliverySettingsChanges = Type.Partial(
  Type.Object({
    retries: Type.Union([fields.retries, Type.Null()]),
    fifo: Type.Union([fields.fifo, Type.Null()]),
    rateLimit: Type.Union([fields.rateLimit, Type.Null()]),
    concurrency: Type.Union([fields.concurrency, Type.Null()]),
    headers: Type.Union([fields.headers, Type.Null()]),
    filter: Type.Union([fields.filter, Type.Null()]),
  }),
  {additionalProperties: false},
)
