import {expect, test} from 'vitest'
import {describeRecipe} from '../../src/core/signing/describe.ts'
import {STANDARD_RECIPE} from '../../src/core/signing/standard-webhooks.ts'

test('a signature is described by header, text, algorithm, key, id, time and tolerance', () => {
  expect(describeRecipe(STANDARD_RECIPE)).toEqual([
    ['header', 'webhook-signature'],
    ['encoding', 'base64 after "v1," or base64 after "v1a,", several separated by " "'],
    ['signed', '{id}.{timestamp}.{body}'],
    ['algorithm', 'HMAC-SHA256 or ed25519'],
    ['key', 'base64 after whsec_ (shared), whsk_ (private) or whpk_ (public)'],
    ['id', 'in webhook-id'],
    ['timestamp', 'in webhook-timestamp, whole seconds'],
    ['tolerance', '300 s'],
  ])
})

test('a secret sent in plain text is described by its place and whether it is optional', () => {
  const recipe = {kind: 'secret', name: 'secret key'} as const

  expect(describeRecipe({...recipe, place: {in: 'body', name: 'key'}})).toEqual([
    ['field', 'key, at the top level of the body'],
    ['sent', 'the secret key in plain text'],
  ])
  expect(
    describeRecipe({...recipe, place: {in: 'header', name: 'authorization'}, isOptional: true}),
  ).toEqual([
    ['header', 'authorization'],
    ['sent', 'the secret key in plain text, if the webhook has one'],
  ])
})
