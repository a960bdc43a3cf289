// Here and in what else every command loads, node:crypto is taken from the process where it is used:
// an import of it costs a short command a tenth of its time.

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Largest multiple of 62 in a byte; bytes at or above it would favour the first letters. */
const FAIR_BYTES = 248

/** `length` random base62 letters: 22 of them hold 130 bits. */
export function randomId(length = 22): string {
  let id = ''
  while (id.length < length) {
    for (const byte of fastRandomBytes()) {
      if (byte < FAIR_BYTES && id.length < length) id += ALPHABET[byte % 62]
    }
  }
  return id
}

/** Letters that hold the time in `orderedId`: milliseconds until the year 2081. */
const TIME_LETTERS = 7

/**
 * An id that sorts by the time it was made: 7 letters of `now` (milliseconds since the epoch),
 * then 15 random ones. Neighbours in time are neighbours in an index, so that a commit
 * touches few of its pages.
 */
export function orderedId(now: number): string {
  let time = ''
  for (let rest = now; time.length < TIME_LETTERS; rest = Math.floor(rest / 62)) {
    time = `${ALPHABET[rest % 62]}${time}`
  }
  return time + randomId(22 - TIME_LETTERS)
}

/**
 * 15 bytes from the system's generator. Node draws UUIDs from a pool, which costs a
 * fiftieth of `randomBytes`; the two bytes that hold version and variant are left out.
 */
function fastRandomBytes(): Buffer {
  const {randomUUID} = process.getBuiltinModule('node:crypto')
  const hex = randomUUID().replaceAll('-', '')
  return Buffer.from(hex.slice(0, 12) + hex.slice(14, 16) + hex.slice(18), 'hex')
}

/** Standard Webhooks secret: `whsec_` and base64 of 32 random bytes. */
export function newSigningSecret(): string {
  const {randomBytes} = process.getBuiltinModule('node:crypto')
  return `whsec_${randomBytes(32).toString('base64')}`
}
