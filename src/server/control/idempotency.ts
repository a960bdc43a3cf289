import {createHash} from 'node:crypto'
import {HooksError} from '../../core/errors.ts'

const MAX_KEY_LENGTH = 255

/** The value of `Idempotency-Key`, where there is one. @throws HooksError usage */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header === 'string' && header.length > 0 && header.length <= MAX_KEY_LENGTH)
    return header
  throw new HooksError(
    'usage',
    `Idempotency-Key is not one value of 1 to ${MAX_KEY_LENGTH} letters`,
  )
}

/** Tells whether a request is the same as one before. */
export function requestHash(body: object): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex')
}
