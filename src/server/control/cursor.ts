import {HooksError} from '../../core/errors.ts'

/** The cursor of the next page; none if this page is not full. */
export function cutPage(
  page: readonly {readonly seq: number}[],
  limit: number,
): {nextCursor?: string} {
  const last = page.at(-1)
  return last === undefined || page.length < limit ? {} : {nextCursor: writeCursor(last.seq)}
}

/** A position in a list, as an opaque string. */
function writeCursor(seq: number): string {
  return seq.toString(36)
}

/** @throws HooksError usage */
export function readCursor(cursor: string): number {
  const seq = Number.parseInt(cursor, 36)
  if (/^[0-9a-z]{1,11}$/.test(cursor) && Number.isSafeInteger(seq)) return seq
  throw new HooksError('usage', `invalid cursor ${JSON.stringify(cursor)}`, {
    hint: 'use the nextCursor of the previous page',
  })
}
