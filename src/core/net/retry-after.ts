const SECONDS = /^[+-]?\d+(?:\.\d+)?$/
/** A date must contain a time of day: `Date` parses other texts unpredictably. */
const TIME_OF_DAY = /\d{1,2}:\d{2}/
/** The asctime format, which means UTC without saying so. */
const WITHOUT_ZONE = /:\d{2} \d{4}$/

/**
 * Milliseconds to wait from `now` (milliseconds since the epoch) according to a `Retry-After`, which
 * holds seconds, possibly with a fraction, or a date. 0 for a time in the past; undefined if it is
 * invalid or occurs twice. There is no upper bound.
 *
 * Source: RFC 9110, 10.2.3 and 5.6.7.
 */
export function readRetryAfterMs(
  value: string | readonly string[] | undefined,
  now: number,
): number | undefined {
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const ms = SECONDS.test(text) ? Number(text) * 1000 : parseHttpDate(text) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

function parseHttpDate(text: string): number {
  if (!TIME_OF_DAY.test(text)) return Number.NaN
  return Date.parse(WITHOUT_ZONE.test(text) ? `${text} GMT` : text)
}
