import {HooksError} from './errors.ts'

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds of `500ms`, `30s`, `2m`, `1h`, `3d`; a bare number means seconds. Undefined if invalid. */
export function readDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim())
  const unitMs = UNIT_MS[match?.[2] ?? 's']
  return match === null || unitMs === undefined ? undefined : Math.round(Number(match[1]) * unitMs)
}

/**
 * The same, for the value of the flag or variable `name`.
 *
 * @throws HooksError usage
 */
export function parseDuration(text: string, name: string): number {
  const ms = readDurationMs(text)
  if (ms !== undefined) return ms
  throw new HooksError('usage', `${name} ${JSON.stringify(text)} is not a duration`, {
    hint: `use a value such as ${name} 30s`,
  })
}
