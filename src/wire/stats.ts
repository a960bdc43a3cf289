import {Type, type Static} from 'typebox'

/** The current load, and totals since the server started. */
export const WireStats = Type.Object({
  /** Pending deliveries. */
  pending: Type.Integer(),
  /** Of those, the ones due for an attempt now. */
  due: Type.Integer(),
  /** ISO 8601: when the oldest due delivery became due. */
  oldestDueAt: Type.Optional(Type.String()),
  /** Attempts in progress. */
  inFlight: Type.Integer(),
  /** Totals since the server started, as are the next three. */
  attempts: Type.Integer(),
  delivered: Type.Integer(),
  failed: Type.Integer(),
  /** Rows deleted because their retention period ended. */
  pruned: Type.Integer(),
})
export type WireStats = Static<typeof WireStats>
