import {createRandomId} from '../ids.ts'

/**
 * The contents of a token. No store is needed: every server with the key can create tokens and read
 * those of others.
 */
export type TokenClaims = {
  /** Its purpose; a token for one purpose is not accepted for another. */
  readonly use: string
  /** Seconds since the epoch, whole. */
  readonly expiresAt: number
}

export type TokenReading = 'valid' | 'expired' | 'invalid'

/** A JSON Web Token (HS256), keyed with `key`; `now` in milliseconds. */
export function signToken(key: string, {use, expiresAt}: TokenClaims, now: number): string {
  const issuedAt = Math.floor(now / 1000)
  const header = encode({typ: 'JWT', alg: 'HS256'})
  const claims = encode({jti: createRandomId(), iat: issuedAt, nbf: issuedAt, exp: expiresAt, use})
  return `${header}.${claims}.${signContent(key, `${header}.${claims}`)}`
}

/** Checks that a token was made with `key` for `use` and has not expired; `now` in milliseconds. */
export function readToken(key: string, use: string, token: string, now: number): TokenReading {
  const [header = '', claims = '', signed = '', ...rest] = token.split('.')
  if (rest.length > 0 || !isSameText(signed, signContent(key, `${header}.${claims}`)))
    return 'invalid'
  // The signature is valid, so hooks wrote these claims and their shape is known.
  const {use: madeFor, exp} = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
    use: string
    exp: number
  }
  if (madeFor !== use) return 'invalid'
  return exp * 1000 > now ? 'valid' : 'expired'
}

/** Compares in constant time, whatever the lengths. */
export function isSameText(one: string, other: string): boolean {
  const {timingSafeEqual} = process.getBuiltinModule('node:crypto')
  return timingSafeEqual(hashText(one), hashText(other))
}

function hashText(text: string): Buffer {
  const {createHash} = process.getBuiltinModule('node:crypto')
  return createHash('sha256').update(text).digest()
}

function signContent(key: string, content: string): string {
  const {createHmac} = process.getBuiltinModule('node:crypto')
  return createHmac('sha256', `token ${key}`).update(content).digest('base64url')
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
