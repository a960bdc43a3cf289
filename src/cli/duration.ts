import {HooksError} from '../core/errors.ts'

const UNIT_MS = {ms: 1, s: 1000, m: 60_000, h: 3_600_000} as const

/**
 * Milliseconds of `500ms`, `30s`, `2m`, `1h`; a bare number is seconds.
 *
 * @throws HooksError usage
 */
export function parseDuration(text: string, flag: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim())
  const unit = match?.[2] ?? 's'
  if (match !== null && isUnit(unit)) return Math.round(Number(match[1]) * UNIT_MS[unit])
  throw new HooksError('usage', `${flag} ${JSON.stringify(text)} is not a length of time`, {
    hint: `give one like ${flag} 30s`,
  })
}

function isUnit(unit: string): unit is keyof typeof UNIT_MS {
  return Object.hasOwn(UNIT_MS, unit)
}
