import {Type, type Static} from 'typebox'

const MAX_ADVANCE_MS = 400 * 24 * 60 * 60 * 1000

export const WireClock = Type.Object({
  kind: Type.Union([Type.Literal('real'), Type.Literal('virtual')]),
  /** ISO 8601. */
  now: Type.String(),
})
export type WireClock = Static<typeof WireClock>

/** Exactly one of the two. */
export const WireAdvance = Type.Object(
  {
    ms: Type.Optional(Type.Integer({minimum: 0, maximum: MAX_ADVANCE_MS})),
    untilIdle: Type.Optional(Type.Literal(true)),
  },
  {additionalProperties: false},
)
export type WireAdvance = Static<typeof WireAdvance>
