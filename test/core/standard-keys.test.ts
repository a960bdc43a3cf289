import {expect, test} from 'vitest'
import {createSigningSecret} from '../../src/core/ids.ts'
import {
  KeyRing,
  createEd25519Secret,
  findPublicKey,
  readStandardKey,
  findScheme,
} from '../../src/core/signing/keys.ts'

const encodeBytes = (length: number) => Buffer.alloc(length, 7).toString('base64')

test.each([
  ['', /does not start with/],
  ['plain', /is not valid base64 after its prefix/],
  [encodeBytes(32), /does not start with/],
  [`whsec_${encodeBytes(4)}`, /has 4 bytes, but needs at least 24/],
  [`whsec_${encodeBytes(23)}`, /has 23 bytes/],
  ['whsec_', /has 0 bytes/],
  [`whsec_${encodeBytes(32).replace('=', '')}`, /is not valid base64 after its prefix/],
  [`whsec_${encodeBytes(32)}\n`, /is not valid base64 after its prefix/],
  [`whsk_${encodeBytes(33)}`, /has 33 bytes, but a private key has 32 or 64/],
  [`whsk_${encodeBytes(64)}`, /public key that does not match its private key/],
  [`whpk_${encodeBytes(31)}`, /has 31 bytes, but a public key has 32/],
])('%j is not a valid signing secret, and the message does not repeat it', (text, message) => {
  const reading = () => readStandardKey(text)

  expect(reading).toThrow(
    expect.objectContaining({code: 'usage', message: expect.stringMatching(message)}),
  )
  expect(reading).not.toThrow(text.slice(6) || 'nothing')
})

test('new keys are read with their scheme; a seed alone gives the same key', () => {
  const pair = createEd25519Secret()
  const seed = `whsk_${Buffer.from(pair.slice(5), 'base64').subarray(0, 32).toString('base64')}`

  expect(readStandardKey(createSigningSecret()).scheme).toBe('v1')
  expect(readStandardKey(pair).scheme).toBe('v1a')
  expect([findScheme(createSigningSecret()), findScheme(pair)]).toEqual(['v1', 'v1a'])
  expect(findPublicKey(seed)).toBe(findPublicKey(pair))
  expect(findPublicKey(createSigningSecret())).toBeUndefined()
  expect(createEd25519Secret()).not.toBe(pair)
})

test('a key ring parses each key once, and starts over when it is full', () => {
  const ring = new KeyRing()
  const secret = createSigningSecret()
  const key = ring.get(secret)

  expect(ring.get(secret)).toBe(key)
  for (let count = 0; count < 4096; count++) ring.get(createSigningSecret())
  expect(ring.get(secret)).not.toBe(key)
})
