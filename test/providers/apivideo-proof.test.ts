import {readFile} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {prove, verify} from '../../src/providers/apivideo/proof.ts'

const VECTOR = JSON.parse(
  await readFile(new URL('../fixtures/apivideo/signature.json', import.meta.url), 'utf8'),
)

test('hooks creates the signature that the vendor published', () => {
  const headers = prove({webhook: webhook(VECTOR.secret), body: VECTOR.body})

  expect(headers).toEqual({
    'x-api-video-webhookid': 'webhook_XXXXXXXXXXXXXXX',
    'x-api-video-signature': VECTOR.signature,
  })
})

test("the vendor's published signature is accepted", () => {
  expect(check(VECTOR.body, VECTOR.signature)).toEqual({result: 'valid'})
})

test('a changed byte, another secret, a truncated or missing signature are rejected, each with a reason', () => {
  const wrong = 'the signature does not match this body with this secret'
  const shape = 'header x-api-video-signature is not 64 lower-case hex digits'

  expect(check(`${VECTOR.body} `, VECTOR.signature)).toEqual({result: 'invalid', reason: wrong})
  expect(check(VECTOR.body, VECTOR.signature, 'sig_sec_1')).toEqual({
    result: 'invalid',
    reason: wrong,
  })
  expect(check(VECTOR.body, VECTOR.signature.slice(1))).toEqual({result: 'invalid', reason: shape})
  expect(check(VECTOR.body, VECTOR.signature.toUpperCase())).toEqual({
    result: 'invalid',
    reason: shape,
  })
  expect(check(VECTOR.body, undefined)).toEqual({
    result: 'invalid',
    reason: 'header x-api-video-signature is missing',
  })
})

test('the raw bytes are verified, even if they are not text', () => {
  const bytes = Buffer.from([0xff, 0xfe])
  const other = Buffer.from([0xfe, 0xff])
  const text = bytes.toString()
  const {['x-api-video-signature']: signature} = prove({webhook: webhook('s'), body: text})

  expect(verify({headers: {'x-api-video-signature': signature}, body: other}, 's').result).toBe(
    'invalid',
  )
})

function check(body: string, signature: string | undefined, secret: string = VECTOR.secret) {
  return verify({headers: {'x-api-video-signature': signature}, body: Buffer.from(body)}, secret)
}

function webhook(secret: string) {
  return {
    id: 'webhook_XXXXXXXXXXXXXXX',
    provider: 'apivideo',
    url: 'https://example.com',
    events: [],
    state: 'enabled' as const,
    createdAt: new Date(0),
    secret,
  }
}
