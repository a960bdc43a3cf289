import type {Algorithm, KeyForm, Recipe, SecretRecipe, SignatureRecipe} from './recipe.ts'
import {describeEncoding} from './verify.ts'

export type RecipeRow = readonly [name: string, value: string]

const ALGORITHM_WORDS: Readonly<Record<Algorithm, string>> = {
  'hmac-sha256': 'HMAC-SHA256',
  ed25519: 'ed25519',
}

const KEY_WORDS: Readonly<Record<KeyForm, string>> = {
  text: 'the whole secret, as text',
  standard: 'base64 after whsec_ (shared), whsk_ (private) or whpk_ (public)',
}

/** A description of a recipe: one row for each part. Each name is one word. */
export function describeRecipe(recipe: Recipe): readonly RecipeRow[] {
  return recipe.kind === 'signature' ? describeSignature(recipe) : describeSecret(recipe)
}

function describeSignature(recipe: SignatureRecipe): RecipeRow[] {
  const {header, separator, signed, idHeader, timestamp, webhookIdHeader, schemes} = recipe
  const several =
    separator === undefined ? '' : `, several separated by ${JSON.stringify(separator)}`
  return [
    ['header', header],
    ['encoding', schemes.map(describeEncoding).join(' or ') + several],
    ['signed', signed],
    ['algorithm', schemes.map(({algorithm}) => ALGORITHM_WORDS[algorithm]).join(' or ')],
    ['key', KEY_WORDS[recipe.keyForm]],
    ...toRow('id', idHeader && `in ${idHeader}`),
    ...toRow('timestamp', timestamp && `in ${timestamp.header}, whole seconds`),
    [
      'tolerance',
      timestamp === undefined ? 'no signed timestamp' : `${timestamp.toleranceSeconds} s`,
    ],
    ...toRow('webhook', webhookIdHeader && `id in ${webhookIdHeader}, not signed`),
  ]
}

function describeSecret({name, place, isPlaceAssumed, isOptional}: SecretRecipe): RecipeRow[] {
  const assumed = isPlaceAssumed ? ' (assumed; verification searches all headers and fields)' : ''
  const where: RecipeRow =
    place.in === 'header'
      ? ['header', place.name + assumed]
      : ['field', `${place.name}, at the top level of the body${assumed}`]
  return [
    where,
    ['sent', `the ${name} in plain text${isOptional ? ', if the webhook has one' : ''}`],
  ]
}

function toRow(name: string, value: string | undefined): RecipeRow[] {
  return value === undefined ? [] : [[name, value]]
}
