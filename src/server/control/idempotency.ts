import {createHash} from 'node:crypto'
import {HooksError} from '../../core/errors.ts'

const MAX_KEY_LENGTH = 255

/** The value of the `Idempotency-Key` header, if present. @throws HooksError usage */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header === 'string' && header.length > 0 && header.length <= MAX_KEY_LENGTH)
    return header
  throw new HooksError(
    'usage',
    `Idempotency-Key must be a single value of 1 to ${MAX_KEY_LENGTH} characters`,
  )
}

/** A hash that is equal for identical requests. */
export function hashRequest(body: object): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex')
}
