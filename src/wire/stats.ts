import {Type, type Static} from 'typebox'

/** How much there is to do now, and what was done since the server started. */
export const WireStats = Type.Object({
  /** Deliveries that are not over. */
  pending: Type.Integer(),
  /** Of those, what waits for an attempt now. */
  due: Type.Integer(),
  /** ISO 8601: since when the oldest of the due ones waits. */
  oldestDueAt: Type.Optional(Type.String()),
  /** Attempts under way. */
  inFlight: Type.Integer(),
  /** Since the start. */
  attempts: Type.Integer(),
  delivered: Type.Integer(),
  failed: Type.Integer(),
  /** Rows forgotten because they were kept long enough. */
  pruned: Type.Integer(),
})
export type WireStats = Static<typeof WireStats>
