import {HooksError} from '../errors.ts'
import {readKey, type SigningKey} from './keys.ts'
import type {Encoding, Recipe, Scheme, SignatureRecipe} from './recipe.ts'
import {verifySecret} from './shared-secret.ts'
import {decodeSignature, isSignatureOf, listSchemes, buildSignedContent} from './signature.ts'
import type {ReceivedRequest, Verification} from './verification.ts'

/** The most signatures that are checked; nobody rotates that often in a day. */
const MAX_SIGNATURES = 10
/** Without the dot that ends the id in the signed text, or the comma that joins repeated headers. */
const ID = /^[!-+\-/-~]{1,256}$/
const TIMESTAMP = /^\d{1,12}$/

const ENCODING_WORDS: Readonly<Record<Encoding, string>> = {
  hex: '64 lower-case hex digits',
  base64: 'base64',
}

/**
 * Checks by a recipe that the sender of a request knows one of the secrets. A secret that is empty or
 * not in the recipe's form proves nothing. `now` in milliseconds since the epoch.
 */
export function verifyProof(
  recipe: Recipe,
  request: ReceivedRequest,
  secrets: readonly string[],
  now: number,
): Verification {
  const known = secrets.filter((secret) => secret !== '')
  if (known.length === 0) return createUnprovenVerification(recipe)
  if (recipe.kind === 'secret') return verifySecret(recipe, request, known)
  const reason = findSignatureProblem(recipe, request, known, now)
  return reason === undefined ? {result: 'valid'} : {result: 'invalid', reason}
}

function createUnprovenVerification(recipe: Recipe): Verification {
  const mayBeWithout = recipe.kind === 'secret' && recipe.isOptional
  return mayBeWithout ? {result: 'none'} : {result: 'invalid', reason: 'the secret is empty'}
}

/** Describes how a signature is encoded. */
export function describeEncoding({prefix, encoding}: Scheme): string {
  const words = ENCODING_WORDS[encoding]
  return prefix === '' ? words : `${words} after ${JSON.stringify(prefix)}`
}

type Problem = string | undefined
type Headers = ReceivedRequest['headers']

function findSignatureProblem(
  recipe: SignatureRecipe,
  {headers, body}: ReceivedRequest,
  secrets: readonly string[],
  now: number,
): Problem {
  const headerProblem =
    findMissingHeader(recipe, headers) ??
    findIdProblem(recipe, headers) ??
    findTimeProblem(recipe, headers, now)
  if (headerProblem !== undefined) return headerProblem
  const {header, separator, idHeader, timestamp} = recipe
  const findHeader = (name: string | undefined) => (name === undefined ? undefined : headers[name])
  const entries = splitEntries(findHeader(header) ?? '', separator)
  if (entries.length > MAX_SIGNATURES) {
    return `header ${header} contains more than ${MAX_SIGNATURES} signatures`
  }
  const facts = {id: findHeader(idHeader), timestamp: findHeader(timestamp?.header)}
  const content = buildSignedContent(recipe, facts, body)
  try {
    return findKeyProblem(recipe, {entries, content, keys: readKeys(recipe, secrets)})
  } catch (error) {
    if (error instanceof HooksError) return error.message
    throw error
  }
}

type Signed = {
  readonly entries: readonly string[]
  readonly content: string | Buffer
  readonly keys: readonly SigningKey[]
}

function findKeyProblem(recipe: SignatureRecipe, {entries, content, keys}: Signed): Problem {
  const fitting = keys.flatMap((key) => listSchemes(recipe, key).map((scheme) => ({key, scheme})))
  const candidates = fitting.flatMap(({key, scheme}) =>
    entries
      .map((entry) => decodeSignature(scheme, entry))
      .filter((bytes) => bytes !== undefined)
      .map((bytes) => ({key, bytes})),
  )
  if (candidates.length === 0)
    return createMalformedProblem(
      recipe,
      fitting.map(({scheme}) => scheme),
    )
  const isProven = candidates.some(({key, bytes}) => isSignatureOf(key, content, bytes))
  return isProven ? undefined : createMismatchProblem(recipe)
}

function findMissingHeader(
  {idHeader, timestamp, header}: SignatureRecipe,
  headers: Headers,
): Problem {
  const wanted = [idHeader, timestamp?.header, header].filter((name) => name !== undefined)
  const missing = wanted.find((name) => headers[name] === undefined)
  return missing === undefined ? undefined : `header ${missing} is missing`
}

function findIdProblem({idHeader}: SignatureRecipe, headers: Headers): Problem {
  if (idHeader === undefined || ID.test(headers[idHeader] ?? '')) return undefined
  return `header ${idHeader} is not a single id without dots`
}

function findTimeProblem({timestamp}: SignatureRecipe, headers: Headers, now: number): Problem {
  if (timestamp === undefined) return undefined
  const {header, toleranceSeconds} = timestamp
  const text = headers[header] ?? ''
  if (!TIMESTAMP.test(text)) return `header ${header} is not a whole number of seconds`
  const ageSeconds = Math.floor(now / 1000) - Number(text)
  if (Math.abs(ageSeconds) <= toleranceSeconds) return undefined
  const direction = ageSeconds > 0 ? 'in the past' : 'in the future'
  const distance = `${Math.abs(ageSeconds)} s ${direction}`
  return `header ${header} is ${distance}, more than the tolerance of ${toleranceSeconds} s`
}

/** At most one more than are checked. */
function splitEntries(value: string, separator: string | undefined): string[] {
  return separator === undefined ? [value] : value.split(separator, MAX_SIGNATURES + 1)
}

/** @throws HooksError usage, for a secret in another format */
function readKeys({keyForm}: SignatureRecipe, secrets: readonly string[]): SigningKey[] {
  return secrets.map((secret) => readKey(keyForm, secret))
}

function createMalformedProblem(
  {header, separator}: SignatureRecipe,
  schemes: readonly Scheme[],
): string {
  if (separator === undefined) {
    return `header ${header} is not ${schemes.map(describeEncoding).join(' or ')}`
  }
  const names = new Set(schemes.map(({prefix}) => prefix.replace(/\W$/, '')))
  return `header ${header} contains no ${[...names].join(' or ')} signature`
}

function createMismatchProblem({separator, idHeader, timestamp}: SignatureRecipe): string {
  const signed = [
    ...(idHeader === undefined ? [] : ['id']),
    ...(timestamp === undefined ? [] : ['time']),
  ]
  const words = ['body', ...signed].join(', ').replace(/, (\w+)$/, ' and $1')
  const none = separator === undefined ? 'the signature does not match' : 'no signature matches'
  return `${none} this ${words} with this secret`
}
