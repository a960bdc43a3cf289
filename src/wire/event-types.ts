import {Type, type Static} from 'typebox'

/** The part of the control API's JSON for custom event types. */
const JsonObject = Type.Record(Type.String(), Type.Unknown())

export const WireEventType = Type.Object({
  name: Type.String(),
  description: Type.Optional(Type.String()),
  /** JSON Schema that payloads must fit. */
  schema: Type.Optional(JsonObject),
  sample: Type.Optional(JsonObject),
  createdAt: Type.String(),
  updatedAt: Type.String(),
})
export type WireEventType = Static<typeof WireEventType>

export const WireEventTypeList = Type.Object({eventTypes: Type.Array(WireEventType)})

/** The name is in the path; it may be repeated here. */
export const WireNewEventType = Type.Object(
  {
    name: Type.Optional(Type.String()),
    description: Type.Optional(Type.String({minLength: 1, maxLength: 1000})),
    schema: Type.Optional(JsonObject),
    sample: Type.Optional(JsonObject),
  },
  {additionalProperties: false},
)
export type WireNewEventType = Static<typeof WireNewEventType>
