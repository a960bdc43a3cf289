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

function reason(
  recipe: SecretRecipe,
  headers: Record<string, string>,
  body: string,
  secret = 'sesame',
) {
  const verification = verifyProof(recipe, {headers, body: Buffer.from(body)}, [secret], 0)
  return verification.result === 'invalid' ? verification.reason : verification.result
}

test('the secret goes where the recipe has it, and nowhere else', () => {
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

test('the secret counts in its place only, and each fault has its reason', () => {
  const sent = {'x-password': 'sesame'}

  expect(reason(IN_HEADER, sent, '')).toBe('valid')
  expect(reason(IN_HEADER, sent, '', 'simsim')).toBe('header x-password has a different value')
  expect(reason(IN_HEADER, {}, '{"x-password":"sesame"}')).toBe('header x-password is missing')
  expect(reason(IN_BODY, {}, '{"password_field":"sesame"}')).toBe('valid')
  expect(reason(IN_BODY, {}, '{"password_field":"simsim"}')).toBe(
    'the body contains a different password',
  )
  expect(reason(IN_BODY, {password_field: 'sesame'}, '{"other":"sesame"}')).toBe(
    'the body contains no password',
  )
  expect(reason(IN_BODY, {}, 'sesame')).toBe('the body is not a JSON object')
})

test('letters beyond ASCII travel in a header as the bytes of UTF-8, and are recognized', () => {
  const secret = 'Schlüssel 鍵'
  const headers = createProofHeaders(IN_HEADER, {body: '', secrets: [secret]})

  expect(Buffer.from(headers['x-password'] ?? '', 'latin1').toString()).toBe(secret)
  expect(reason(IN_HEADER, headers, '', secret)).toBe('valid')
})

test('where a webhook may have no secret, one that is missing neither proves nor refutes', () => {
  const optional = {...IN_HEADER, isOptional: true} as const

  expect(reason(optional, {}, '')).toBe('none')
  expect(reason(optional, {'x-password': 'sesame'}, '', '')).toBe('none')
  expect(reason(optional, {'x-password': 'simsim'}, '')).toBe(
    'header x-password has a different value',
  )
  expect(createProofHeaders(optional, {body: '', secrets: []})).toEqual({})
})

test('an empty secret proves nothing, whatever was sent', () => {
  expect(reason(IN_HEADER, {'x-password': ''}, '', '')).toBe('the secret is empty')
  expect(reason(IN_BODY, {}, '{"password_field":""}', '')).toBe('the secret is empty')
})
