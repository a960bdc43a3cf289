import {HooksError} from '../../core/errors.ts'

/** What an answer says of the page after this one: nothing where this one is not full. */
export function pageAfter(
  page: readonly {readonly seq: number}[],
  limit: number,
): {nextCursor?: string} {
  const last = page.at(-1)
  return last === undefined || page.length < limit ? {} : {nextCursor: writeCursor(last.seq)}
}

/** A place in a list, opaque to whoever holds it. */
function writeCursor(seq: number): string {
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
