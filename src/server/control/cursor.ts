import {HooksError} from '../../core/errors.ts'

/** A place in a list, opaque to whoever holds it. */
export function writeCursor(seq: number): string {
  return seq.toString(36)
}

/** @throws HooksError usage */
export function readCursor(cursor: string): number {
  const seq = Number.parseInt(cursor, 36)
  if (/^[0-9a-z]{1,11}$/.test(cursor) && Number.isSafeInteger(seq)) return seq
  throw new HooksError('usage', `cursor ${JSON.stringify(cursor)} is not one of ours`, {
    hint: 'use the nextCursor of the page before',
  })
}
