import {durationMs} from '../core/duration.ts'
import {HooksError} from '../core/errors.ts'

/**
 * Milliseconds of `500ms`, `30s`, `2m`, `1h`, `3d`; a bare number is seconds.
 *
 * @throws HooksError usage
 */
export function parseDuration(text: string, flag: string): number {
  const ms = durationMs(text)
  if (ms !== undefined) return ms
  throw new HooksError('usage', `${flag} ${JSON.stringify(text)} is not a length of time`, {
    hint: `give one like ${flag} 30s`,
  })
}
