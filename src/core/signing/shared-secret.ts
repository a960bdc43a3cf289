import {headerText} from './prove.ts'
import type {SecretRecipe} from './recipe.ts'
import {sameText} from './token.ts'
import type {ReceivedRequest, Verification} from './verification.ts'
import {isJsonObject} from '../payload/json-object.ts'

/** Checks that a request carries one of the secrets (none empty) where the recipe puts it. */
export function verifySecret(
  recipe: SecretRecipe,
  request: ReceivedRequest,
  secrets: readonly string[],
): Verification {
  const sent = sentValues(recipe, request)
  const count = sent.headers.length + sent.fields.length
  if (recipe.isOptional && count === 0) return {result: 'none'}
  const isProven = secrets.some((secret) => holds(sent, secret))
  return isProven ? {result: 'valid'} : {result: 'invalid', reason: reasonOf(recipe, request)}
}

type Sent = {readonly headers: readonly string[]; readonly fields: readonly string[]}

/** Every text that may be the secret. */
function sentValues({place, isPlaceAssumed}: SecretRecipe, {headers, body}: ReceivedRequest): Sent {
  const texts = (values: Readonly<Record<string, unknown>>) =>
    (isPlaceAssumed ? Object.values(values) : [values[place.name]]).filter(
      (value) => typeof value === 'string',
    )
  return {
    headers: isPlaceAssumed || place.in === 'header' ? texts(headers) : [],
    fields: isPlaceAssumed || place.in === 'body' ? texts(fieldsOf(body) ?? {}) : [],
  }
}

function holds({headers, fields}: Sent, secret: string): boolean {
  const asBytes = headerText(secret)
  return (
    headers.some((value) => sameText(value, secret) || sameText(value, asBytes)) ||
    fields.some((value) => sameText(value, secret))
  )
}

function reasonOf(
  {name, place, isPlaceAssumed}: SecretRecipe,
  {headers, body}: ReceivedRequest,
): string {
  if (isPlaceAssumed) return `no header and no field of the body contains the ${name}`
  if (place.in === 'header') {
    const isMissing = headers[place.name] === undefined
    return `header ${place.name} ${isMissing ? 'is missing' : 'has a different value'}`
  }
  const fields = fieldsOf(body)
  if (fields === undefined) return 'the body is not a JSON object'
  return `the body contains ${typeof fields[place.name] === 'string' ? 'a different' : 'no'} ${name}`
}

/** The fields of a JSON body; undefined if it is not an object. */
function fieldsOf(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const fields: unknown = JSON.parse(body.toString())
    return isJsonObject(fields) ? fields : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
