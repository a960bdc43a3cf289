import {expect, test} from 'vitest'
import {
  createProofFields,
  createProofHeaders,
  readSecretPlaces,
} from '../../src/core/signing/prove.ts'
import type {SecretRecipe} from '../../src/core/signing/recipe.ts'
import {verifyProof} from '../../src/core/signing/verify.ts'

const IN_HEADER: SecretRecipe = {
  kind: 'secret',
  name: 'password',
  place: {in: 'header', name: 'x-password'},
}
const IN_BODY: SecretRecipe = {
  kind: 'secret',
  name: 'password',
  place: {in: 'body', name: 'password_field'},
}
const WEBHOOK = {id: 'wh_1', secret: 'sesame'}

function findReason(
  recipe: SecretRecipe,
  headers: Record<string, string>,
  body: string,
  secret = 'sesame',
) {
  const verification = verifyProof(recipe, {headers, body: Buffer.from(body)}, [secret], 0)
  return verification.result === 'invalid' ? verification.reason : verification.result
}

test('the secret is sent where the recipe says, and nowhere else', () => {
  const parts = {body: '{}', secrets: ['sesame']}

  expect(createProofHeaders(IN_HEADER, parts)).toEqual({'x-password': 'sesame'})
  expect(createProofFields(IN_HEADER, WEBHOOK)).toEqual({})
  expect(createProofHeaders(IN_BODY, parts)).toEqual({})
  expect(createProofFields(IN_BODY, WEBHOOK)).toEqual({password_field: 'sesame'})
  expect([IN_HEADER, IN_BODY].map(readSecretPlaces)).toEqual([
    {headers: ['x-password']},
    {bodyFields: ['password_field']},
  ])
})

test('the secret is accepted only in its place, and each failure has a reason', () => {
  const sent = {'x-password': 'sesame'}

  expect(findReason(IN_HEADER, sent, '')).toBe('valid')
  expect(findReason(IN_HEADER, sent, '', 'simsim')).toBe('header x-password has a different value')
  expect(findReason(IN_HEADER, {}, '{"x-password":"sesame"}')).toBe('header x-password is missing')
  expect(findReason(IN_BODY, {}, '{"password_field":"sesame"}')).toBe('valid')
  expect(findReason(IN_BODY, {}, '{"password_field":"simsim"}')).toBe(
    'the body contains a different password',
  )
  expect(findReason(IN_BODY, {password_field: 'sesame'}, '{"other":"sesame"}')).toBe(
    'the body contains no password',
  )
  expect(findReason(IN_BODY, {}, 'sesame')).toBe('the body is not a JSON object')
})

test('non-ASCII characters in a header are sent as UTF-8 bytes, and recognized', () => {
  const secret = 'Schlüssel 鍵'
  const headers = createProofHeaders(IN_HEADER, {body: '', secrets: [secret]})

  expect(Buffer.from(headers['x-password'] ?? '', 'latin1').toString()).toBe(secret)
  expect(findReason(IN_HEADER, headers, '', secret)).toBe('valid')
})

test('if the secret is optional, a missing one neither proves nor disproves a request', () => {
  const optional = {...IN_HEADER, isOptional: true} as const

  expect(findReason(optional, {}, '')).toBe('none')
  expect(findReason(optional, {'x-password': 'sesame'}, '', '')).toBe('none')
  expect(findReason(optional, {'x-password': 'simsim'}, '')).toBe(
    'header x-password has a different value',
  )
  expect(createProofHeaders(optional, {body: '', secrets: []})).toEqual({})
})

test('an empty secret is never valid', () => {
  expect(findReason(IN_HEADER, {'x-password': ''}, '', '')).toBe('the secret is empty')
  expect(findReason(IN_BODY, {}, '{"password_field":""}', '')).toBe('the secret is empty')
})
