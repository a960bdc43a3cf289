import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import {HooksError} from '../../core/errors.ts'
import {BoundedCache} from '../../core/bounded-cache.ts'
import {SEALING_KEY_BYTES} from '../../core/limits.ts'

/** Encrypts what must not be readable in a copy of the store. */
export interface Sealer {
  /** `place` (table, column, row) is authenticated: text moved elsewhere cannot be decrypted. */
  seal(text: string, place: string): string
  /** @throws HooksError unauthorized, when it was encrypted with another key or changed */
  open(sealed: string, place: string): string
}

/** The most decrypted texts that are cached. */
const MAX_REMEMBERED = 4096
/** Longer texts are not cached; characters of encrypted text. */
const MAX_REMEMBERED_LENGTH = 1024

/** Marks encrypted text; contains the version of the format. */
const PREFIX = 'sealed1:'
const NONCE_BYTES = 12
const TAG_BYTES = 16

const WRONG_KEY = 'the encryption key cannot decrypt the secrets of this store'
const NO_KEY = 'the secrets of this store are encrypted, but no encryption key was given'

/** AES-256-GCM with a random nonce for each text; `key` has 32 bytes. */
export function createAesSealer(key: Buffer): Sealer {
  if (key.length !== SEALING_KEY_BYTES) {
    throw new HooksError(
      'usage',
      `the encryption key has ${key.length} bytes instead of ${SEALING_KEY_BYTES}`,
      {
        hint: 'generate one with: openssl rand -base64 32',
      },
    )
  }
  const secretKey = createSecretKey(key)
  return {
    seal(text, place) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', secretKey, nonce)
      cipher.setAAD(Buffer.from(place))
      const sealed = Buffer.concat([
        nonce,
        cipher.update(text, 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ])
      return PREFIX + sealed.toString('base64')
    },
    open: (sealed, place) => openSealed(secretKey, sealed, place),
  }
}

/** For a store without a key: encrypts nothing, and refuses encrypted text. */
export const plainSealer: Sealer = {
  seal: (text) => text,
  open(text) {
    if (isSealed(text)) throw createUnauthorizedError(NO_KEY)
    return text
  },
}

/**
 * Caches short decrypted texts, because every delivery needs the secrets of its webhook. When the
 * cache is full, the oldest entry is removed.
 */
export function createRememberingSealer(sealer: Sealer): Sealer {
  const opened = new BoundedCache<string, string>(MAX_REMEMBERED)
  return {
    seal: (text, place) => sealer.seal(text, place),
    open(sealed, place) {
      const known = opened.get(`${place} ${sealed}`)
      if (known !== undefined) return known
      const text = sealer.open(sealed, place)
      if (sealed.length > MAX_REMEMBERED_LENGTH) return text
      opened.set(`${place} ${sealed}`, text)
      return text
    },
  }
}

export function isSealed(text: string): boolean {
  return text.startsWith(PREFIX)
}

function openSealed(key: KeyObject, sealed: string, place: string): string {
  if (!isSealed(sealed)) throw createUnauthorizedError(WRONG_KEY)
  const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64')
  const end = bytes.length - TAG_BYTES
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    decipher.setAAD(Buffer.from(place))
    decipher.setAuthTag(bytes.subarray(end))
    const text = Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES, end)),
      decipher.final(),
    ])
    return text.toString('utf8')
  } catch (error) {
    throw createUnauthorizedError(WRONG_KEY, error)
  }
}

function createUnauthorizedError(message: string, cause?: unknown): HooksError {
  const hint = 'pass the key that the store was encrypted with: --encryption-key-file FILE'
  return new HooksError('unauthorized', message, {hint, cause})
}
