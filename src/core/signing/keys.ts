import type {KeyObject} from 'node:crypto'
import {HooksError} from '../errors.ts'
import type {KeyForm} from './recipe.ts'
import {BoundedCache} from '../bounded-cache.ts'

/** `v1` is HMAC-SHA256 with a shared secret, `v1a` ed25519 with a key pair. */
export const SIGNATURE_SCHEMES = ['v1', 'v1a'] as const
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number]

/** A parsed secret that signs or verifies. */
export type SigningKey = HmacKey | Ed25519Key

export type HmacKey = {readonly algorithm: 'hmac-sha256'; readonly secret: KeyObject | string}
type Ed25519Key = {
  readonly algorithm: 'ed25519'
  readonly publicKey: KeyObject
  /** Absent in a receiver's key, which only verifies. */
  readonly privateKey?: KeyObject
}

/** @throws HooksError usage, for a key that can only verify */
export function requirePrivateKey({privateKey}: Ed25519Key): KeyObject {
  if (privateKey !== undefined) return privateKey
  throw new HooksError('usage', 'a public key (whpk_) can verify but not sign', {
    hint: 'use its private key (whsk_)',
  })
}

/** A Standard Webhooks secret. */
export type StandardKey =
  | (HmacKey & {readonly scheme: 'v1'})
  | (Ed25519Key & {readonly scheme: 'v1a'})

/** @throws HooksError usage, for a secret in another format */
export type KeyReader = (secret: string) => SigningKey

const KEY_READERS: Readonly<Record<KeyForm, KeyReader>> = {
  text: (secret) => ({algorithm: 'hmac-sha256', secret}),
  standard: readStandardKey,
}

/** @throws HooksError usage, without the secret in its message */
export function readKey(form: KeyForm, secret: string): SigningKey {
  return KEY_READERS[form](secret)
}

const MIN_SECRET_BYTES = 24
const ED25519 = {scheme: 'v1a', algorithm: 'ed25519'} as const
const ED25519_BYTES = 32
/** DER prefixes of the raw key bytes, as node:crypto reads them: RFC 8410. */
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * Parses `whsec_…` (a shared secret), `whsk_…` (a private key) or `whpk_…` (its public key), each
 * followed by base64. A private key is the seed, or the seed and the public key.
 *
 * Source: https://github.com/standard-webhooks/standard-webhooks spec/standard-webhooks.md,
 * "Signature scheme"; svix/svix-webhooks server/README.md, "Configuring the keys", read 2026-11-20.
 *
 * @throws HooksError usage, without the secret in its message
 */
export function readStandardKey(text: string): StandardKey {
  const prefix = text.slice(0, text.indexOf('_') + 1)
  const bytes = decodeStrictBase64(text.slice(prefix.length))
  if (bytes === undefined) throw createKeyError('is not valid base64 after its prefix')
  switch (prefix) {
    case 'whsec_':
      return toSharedKey(bytes)
    case 'whsk_':
      return toPrivateKey(bytes)
    case 'whpk_':
      return {...ED25519, publicKey: toPublicKey(bytes)}
    default:
      throw createKeyError('does not start with whsec_, whsk_ or whpk_')
  }
}

/** The scheme of a secret, by its prefix. */
export function findScheme(secret: string): SignatureScheme {
  return secret.startsWith('whsec_') ? 'v1' : 'v1a'
}

/** The public key `whpk_…` of a private key `whsk_…`; undefined for a shared secret. */
export function findPublicKey(secret: string): string | undefined {
  if (findScheme(secret) === 'v1') return undefined
  const key = readStandardKey(secret)
  return key.scheme === 'v1'
    ? undefined
    : `whpk_${toRawPublicKey(key.publicKey).toString('base64')}`
}

/** A new `whsk_…` with seed and public key. */
export function createEd25519Secret(): string {
  const {generateKeyPairSync} = process.getBuiltinModule('node:crypto')
  const pair = generateKeyPairSync('ed25519')
  const seed = pair.privateKey.export({format: 'der', type: 'pkcs8'}).subarray(PRIVATE_DER.length)
  return `whsk_${Buffer.concat([seed, toRawPublicKey(pair.publicKey)]).toString('base64')}`
}

/** The most keys in a key ring. */
const MAX_KEYS = 4096

/**
 * A cache of parsed keys: parsing a key takes five times as long as signing with it. When the cache
 * is full, the oldest key is dropped.
 */
export class KeyRing {
  readonly #keys = new BoundedCache<string, StandardKey>(MAX_KEYS)

  /** @throws HooksError usage */
  get(secret: string): StandardKey {
    const known = this.#keys.get(secret)
    if (known !== undefined) return known
    const key = readStandardKey(secret)
    this.#keys.set(secret, key)
    return key
  }
}

/** The decoded bytes; undefined if the text is not exactly their base64 encoding. */
export function decodeStrictBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

function toSharedKey(bytes: Buffer): StandardKey {
  if (bytes.length < MIN_SECRET_BYTES) {
    throw createKeyError(`has ${bytes.length} bytes, but needs at least ${MIN_SECRET_BYTES}`)
  }
  const {createSecretKey} = process.getBuiltinModule('node:crypto')
  return {scheme: 'v1', algorithm: 'hmac-sha256', secret: createSecretKey(bytes)}
}

function toPrivateKey(bytes: Buffer): StandardKey {
  const {createPrivateKey, createPublicKey} = process.getBuiltinModule('node:crypto')
  const seed = bytes.subarray(0, ED25519_BYTES)
  const rest = bytes.subarray(ED25519_BYTES)
  if (seed.length < ED25519_BYTES || (rest.length > 0 && rest.length !== ED25519_BYTES)) {
    throw createKeyError(`has ${bytes.length} bytes, but a private key has 32 or 64`)
  }
  const der = Buffer.concat([PRIVATE_DER, seed])
  const key = createPrivateKey({key: der, format: 'der', type: 'pkcs8'})
  const derived = createPublicKey(key)
  if (rest.length > 0 && !rest.equals(toRawPublicKey(derived))) {
    throw createKeyError('contains a public key that does not match its private key')
  }
  return {...ED25519, publicKey: derived, privateKey: key}
}

function toPublicKey(bytes: Buffer): KeyObject {
  if (bytes.length !== ED25519_BYTES)
    throw createKeyError(`has ${bytes.length} bytes, but a public key has 32`)
  const der = Buffer.concat([PUBLIC_DER, bytes])
  const {createPublicKey} = process.getBuiltinModule('node:crypto')
  return createPublicKey({key: der, format: 'der', type: 'spki'})
}

function toRawPublicKey(key: KeyObject): Buffer {
  return key.export({format: 'der', type: 'spki'}).subarray(PUBLIC_DER.length)
}

function createKeyError(why: string): HooksError {
  return new HooksError('usage', `the signing secret ${why}`, {
    hint: 'use whsec_ and 24 to 64 random bytes in base64, or an ed25519 key as whsk_ or whpk_',
  })
}
