const SECONDS = /^[+-]?\d+(?:\.\d+)?$/
/** Dates are taken in any form that shows a time of day: what `Date` makes of other words is chance. */
const TIME_OF_DAY = /\d{1,2}:\d{2}/
/** asctime, the oldest of the three forms; it is meant as UTC, which it does not say. */
const WITHOUT_ZONE = /:\d{2} \d{4}$/

/**
 * Milliseconds that a `Retry-After` asks to wait from `now`, itself in milliseconds since the epoch: by
 * seconds, also with a fraction, or by a date. 0 for what is past; undefined where it says nothing
 * sensible, or comes twice. There is no upper bound.
 *
 * Source: RFC 9110, 10.2.3 and 5.6.7.
 */
export function retryAfterMs(
  value: string | readonly string[] | undefined,
  now: number,
): number | undefined {
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const ms = SECONDS.test(text) ? Number(text) * 1000 : dateOf(text) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

function dateOf(text: string): number {
  if (!TIME_OF_DAY.test(text)) return Number.NaN
  return Date.parse(WITHOUT_ZONE.test(text) ? `${text} GMT` : text)
}
