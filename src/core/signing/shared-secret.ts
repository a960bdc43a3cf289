import {toHeaderText} from './prove.ts'
import type {SecretRecipe} from './recipe.ts'
import {isSameText} from './token.ts'
import type {ReceivedRequest, Verification} from './verification.ts'
import {isJsonObject} from '../payload/json-object.ts'

/** Checks that a request carries one of the secrets (none empty) where the recipe puts it. */
export function verifySecret(
  recipe: SecretRecipe,
  request: ReceivedRequest,
  secrets: readonly string[],
): Verification {
  const sent = findSentValues(recipe, request)
  const count = sent.headers.length + sent.fields.length
  if (recipe.isOptional && count === 0) return {result: 'none'}
  const isProven = secrets.some((secret) => holdsSecret(sent, secret))
  return isProven
    ? {result: 'valid'}
    : {result: 'invalid', reason: explainMismatch(recipe, request)}
}

type Sent = {readonly headers: readonly string[]; readonly fields: readonly string[]}

/** Every text that may be the secret. */
function findSentValues(
  {place, isPlaceAssumed}: SecretRecipe,
  {headers, body}: ReceivedRequest,
): Sent {
  const keepTexts = (values: Readonly<Record<string, unknown>>) =>
    (isPlaceAssumed ? Object.values(values) : [values[place.name]]).filter(
      (value) => typeof value === 'string',
    )
  return {
    headers: isPlaceAssumed || place.in === 'header' ? keepTexts(headers) : [],
    fields: isPlaceAssumed || place.in === 'body' ? keepTexts(parseFields(body) ?? {}) : [],
  }
}

function holdsSecret({headers, fields}: Sent, secret: string): boolean {
  const asBytes = toHeaderText(secret)
  return (
    headers.some((value) => isSameText(value, secret) || isSameText(value, asBytes)) ||
    fields.some((value) => isSameText(value, secret))
  )
}

function explainMismatch(
  {name, place, isPlaceAssumed}: SecretRecipe,
  {headers, body}: ReceivedRequest,
): string {
  if (isPlaceAssumed) return `no header and no field of the body contains the ${name}`
  if (place.in === 'header') {
    const isMissing = headers[place.name] === undefined
    return `header ${place.name} ${isMissing ? 'is missing' : 'has a different value'}`
  }
  const fields = parseFields(body)
  if (fields === undefined) return 'the body is not a JSON object'
  return `the body contains ${typeof fields[place.name] === 'string' ? 'a different' : 'no'} ${name}`
}

/** The fields of a JSON body; undefined if it is not an object. */
function parseFields(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const fields: unknown = JSON.parse(body.toString())
    return isJsonObject(fields) ? fields : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
