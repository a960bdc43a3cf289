const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds of `500ms`, `30s`, `2m`, `1h`, `3d`; a bare number is seconds. Undefined when it is none. */
export function durationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim())
  const unitMs = UNIT_MS[match?.[2] ?? 's']
  return match === null || unitMs === undefined ? undefined : Math.round(Number(match[1]) * unitMs)
}
