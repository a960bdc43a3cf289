import {readFile} from 'node:fs/promises'
import {Webhook as StandardWebhook} from 'standardwebhooks'
import {Webhook as SvixWebhook} from 'svix'
import {expect, test} from 'vitest'
import {createSigningSecret} from '../../src/core/ids.ts'
import {createEd25519Secret, findPublicKey} from '../../src/core/signing/keys.ts'
import {type ProofParts, createProofHeaders} from '../../src/core/signing/prove.ts'
import type {SignatureRecipe} from '../../src/core/signing/recipe.ts'
import {STANDARD_RECIPE} from '../../src/core/signing/standard-webhooks.ts'
import {verifyProof} from '../../src/core/signing/verify.ts'
import {getRecipe as apivideoRecipe} from '../../src/providers/apivideo/proof.ts'

const TIMESTAMP = 1_565_220_904
const NOW = TIMESTAMP * 1000

/** Like Zoom, unlike any provider here: one signature after a prefix, and a timestamp. */
const VERSIONED: SignatureRecipe = {
  kind: 'signature',
  header: 'x-zm-signature',
  signed: 'v0:{timestamp}:{body}',
  timestamp: {header: 'x-zm-request-timestamp', toleranceSeconds: 60},
  keyForm: 'text',
  schemes: [{prefix: 'v0=', algorithm: 'hmac-sha256', encoding: 'hex'}],
}

type Received = {headers: Record<string, string>; body: Buffer}

function prove(recipe: SignatureRecipe, parts: ProofParts): Received {
  return {headers: createProofHeaders(recipe, parts), body: Buffer.from(parts.body)}
}

function findReason(recipe: SignatureRecipe, request: Received, secret: string, now = NOW) {
  const verification = verifyProof(recipe, request, [secret], now)
  return verification.result === 'invalid' ? verification.reason : verification.result
}

test("api.video's recipe creates and verifies the vendor's published signature", async () => {
  const file = new URL('../fixtures/apivideo/signature.json', import.meta.url)
  const {secret, body, signature} = JSON.parse(await readFile(file, 'utf8'))

  const request = prove(apivideoRecipe(), {body, secrets: [secret], webhookId: 'webhook_1'})

  expect(request.headers).toEqual({
    'x-api-video-webhookid': 'webhook_1',
    'x-api-video-signature': signature,
  })
  expect(findReason(apivideoRecipe(), request, secret)).toBe('valid')
})

test('a recipe can define the signed text, a prefix and a timestamp header', () => {
  const body = '{"event":"meeting.started"}'
  const request = prove(VERSIONED, {body, timestamp: TIMESTAMP, secrets: ['token']})

  // Computed with printf 'v0:1565220904:…' | openssl dgst -sha256 -hmac token.
  expect(request.headers).toEqual({
    'x-zm-request-timestamp': '1565220904',
    'x-zm-signature': 'v0=4c990e8452d55122961d77b4b7088dfc9a3232e6d914fc5021492c4a4416ffa7',
  })
  expect(findReason(VERSIONED, request, 'token')).toBe('valid')
})

test('each failure has a reason that names the header and encoding of the recipe', () => {
  const request = prove(VERSIONED, {body: '{}', timestamp: TIMESTAMP, secrets: ['token']})
  const {headers} = request
  const signature = headers['x-zm-signature'] ?? ''
  const having = (changes: Record<string, string>) => ({
    ...request,
    headers: {...headers, ...changes},
  })
  const mismatch = 'the signature does not match this body and time with this secret'
  const form = 'header x-zm-signature is not 64 lower-case hex digits after "v0="'

  const told = [
    findReason(VERSIONED, request, 'another'),
    findReason(VERSIONED, {...request, body: Buffer.from('{} ')}, 'token'),
    findReason(VERSIONED, having({'x-zm-request-timestamp': '1565220905'}), 'token'),
    findReason(VERSIONED, having({'x-zm-signature': signature.toUpperCase()}), 'token'),
    findReason(VERSIONED, having({'x-zm-signature': signature.slice(3)}), 'token'),
    findReason(VERSIONED, having({'x-zm-signature': `${signature} ${signature}`}), 'token'),
    findReason(VERSIONED, request, 'token', NOW + 61_000),
    findReason(VERSIONED, having({'x-zm-request-timestamp': 'now'}), 'token'),
    findReason(VERSIONED, {...request, headers: {}}, 'token'),
    findReason(VERSIONED, request, ''),
  ]

  expect(told).toEqual([
    mismatch,
    mismatch,
    mismatch,
    form,
    form,
    form,
    'header x-zm-request-timestamp is 61 s in the past, more than the tolerance of 60 s',
    'header x-zm-request-timestamp is not a whole number of seconds',
    'header x-zm-request-timestamp is missing',
    'the secret is empty',
  ])
})

test('a signature created with an empty secret is never valid', () => {
  const request = prove(VERSIONED, {body: '{}', timestamp: TIMESTAMP, secrets: ['']})

  expect(verifyProof(VERSIONED, request, ['', 'token'], NOW).result).toBe('invalid')
  expect(verifyProof(VERSIONED, request, [], NOW).result).toBe('invalid')
})

test('a header for one signature contains that of the first secret', () => {
  const parts = {body: '{}', timestamp: TIMESTAMP}

  const both = createProofHeaders(VERSIONED, {...parts, secrets: ['token', 'old']})

  expect(both).toEqual(createProofHeaders(VERSIONED, {...parts, secrets: ['token']}))
})

test('signing without a part that the recipe requires throws', () => {
  expect(() => createProofHeaders(VERSIONED, {body: '{}', secrets: ['token']})).toThrow(
    'this proof needs a timestamp',
  )
})

test('an id that looks like a placeholder is signed literally', () => {
  const secret = createSigningSecret()
  const parts = {body: '{}', timestamp: TIMESTAMP, secrets: [secret]}
  const {headers, body} = prove(STANDARD_RECIPE, {...parts, id: '{timestamp}'})

  const other = {headers: {...headers, 'webhook-id': String(TIMESTAMP)}, body}

  expect(findReason(STANDARD_RECIPE, {headers, body}, secret)).toBe('valid')
  expect(findReason(STANDARD_RECIPE, other, secret)).toMatch(/^no signature matches this body, id/)
})

test('standardwebhooks and svix accept signatures of the recipe, also during a rotation', () => {
  const [fresh, old, pair] = [createSigningSecret(), createSigningSecret(), createEd25519Secret()]
  const now = Date.now()
  const timestamp = Math.floor(now / 1000)

  const {headers, body} = prove(STANDARD_RECIPE, {
    id: 'evt_1',
    timestamp,
    body: '{"é":1}',
    secrets: [fresh, old, pair],
  })

  expect(headers['webhook-signature']?.split(' ')).toHaveLength(3)
  for (const secret of [fresh, old]) {
    for (const theirs of [new StandardWebhook(secret), new SvixWebhook(secret)])
      expect(() => theirs.verify(body.toString(), headers)).not.toThrow()
  }
  for (const secret of [fresh, old, findPublicKey(pair) ?? ''])
    expect(findReason(STANDARD_RECIPE, {headers, body}, secret, now)).toBe('valid')
})
