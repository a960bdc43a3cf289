import type {Hmac} from 'node:crypto'
import {type HmacKey, type SigningKey, decodeStrictBase64, requirePrivateKey} from './keys.ts'
import type {Encoding, Scheme, SignatureRecipe} from './recipe.ts'

/** Loaded only when needed: most commands neither sign nor verify. */
const loadCrypto = () => process.getBuiltinModule('node:crypto')

/** SHA-256. */
const HEX_DIGEST = /^[0-9a-f]{64}$/
const BODY = '{body}'

/** What may be signed in addition to the body. */
export type SignedFacts = {
  readonly id?: string | undefined
  /** Exactly as in its header. */
  readonly timestamp?: string | undefined
}

/** The text that a recipe signs; bytes if the body is bytes. */
export function buildSignedContent(
  {signed}: Pick<SignatureRecipe, 'signed'>,
  {id, timestamp}: SignedFacts,
  body: string | Buffer,
): string | Buffer {
  // The id is inserted last: the sender chose it, and it may look like a placeholder.
  const head = signed
    .slice(0, -BODY.length)
    .replace('{timestamp}', () => requireValue(timestamp, 'timestamp'))
    .replace('{id}', () => requireValue(id, 'id'))
  return typeof body === 'string' ? head + body : Buffer.concat([Buffer.from(head), body])
}

/** The value, which the recipe needs. A missing value is a bug of the caller. */
export function requireValue<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`this proof needs a ${name}`)
  return value
}

/** The schemes of a recipe that a key can sign with. */
export function listSchemes(recipe: SignatureRecipe, key: SigningKey): readonly Scheme[] {
  return recipe.schemes.filter(({algorithm}) => algorithm === key.algorithm)
}

/** A signature as it stands in its header. @throws HooksError usage, for a key that cannot sign */
export function encodeSignature(
  {prefix, encoding}: Scheme,
  key: SigningKey,
  content: string | Buffer,
): string {
  if (key.algorithm === 'hmac-sha256') return prefix + createHmac(key, content).digest(encoding)
  const signature = loadCrypto().sign(null, Buffer.from(content), requirePrivateKey(key))
  return prefix + signature.toString(encoding)
}

/** The bytes of one entry of a header; undefined if it is not a signature of this scheme. */
export function decodeSignature({prefix, encoding}: Scheme, entry: string): Buffer | undefined {
  return entry.startsWith(prefix) ? decodeText(encoding, entry.slice(prefix.length)) : undefined
}

/** Whether these bytes are the key's signature of the content; compares in constant time. */
export function isSignatureOf(key: SigningKey, content: string | Buffer, signed: Buffer): boolean {
  if (key.algorithm === 'ed25519')
    return loadCrypto().verify(null, Buffer.from(content), key.publicKey, signed)
  const expected = createHmac(key, content).digest()
  return signed.length === expected.length && loadCrypto().timingSafeEqual(signed, expected)
}

function createHmac({secret}: HmacKey, content: string | Buffer): Hmac {
  return loadCrypto().createHmac('sha256', secret).update(content)
}

function decodeText(encoding: Encoding, text: string): Buffer | undefined {
  if (encoding === 'base64') return decodeStrictBase64(text)
  return HEX_DIGEST.test(text) ? Buffer.from(text, 'hex') : undefined
}
