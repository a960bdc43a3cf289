import type {Webhook} from '../webhook.ts'
import {type KeyReader, readKey} from './keys.ts'
import type {Recipe, SecretRecipe, SignatureRecipe} from './recipe.ts'
import {encodedSignature, needed, schemesOf, signedContent} from './signature.ts'

/** What a proof is made of; a recipe says which of them it wants. */
export type ProofParts = {
  readonly body: string | Buffer
  /** The current one first; after a rotation the one before it too. */
  readonly secrets: readonly string[]
  /** The delivery's id, the same for all attempts. */
  readonly id?: string
  /** Seconds since the epoch, whole. */
  readonly timestamp?: number
  readonly webhookId?: string
}

/**
 * The headers that prove one attempt, names in lower case.
 * Who signs often hands over a `KeyRing`'s `get`.
 *
 * @throws HooksError usage, for a secret that cannot sign
 */
export function proofHeaders(
  recipe: Recipe,
  parts: ProofParts,
  read?: KeyReader,
): Record<string, string> {
  if (recipe.kind === 'signature') return signatureHeaders(recipe, parts, read)
  const [secret] = parts.secrets
  if (recipe.place.in !== 'header' || secret === undefined) return {}
  return {[recipe.place.name]: headerText(secret)}
}

/** The fields that prove a delivery on the top level of its JSON body. */
export function proofFields(
  {place}: SecretRecipe,
  webhook: Pick<Webhook, 'id' | 'secret'>,
): Readonly<Record<string, string>> {
  return place.in === 'body' ? {[place.name]: secretOf(webhook)} : {}
}

/** Where deliveries carry the secret as it is. */
export function secretPlacesOf({place}: SecretRecipe): {
  readonly headers?: readonly string[]
  readonly bodyFields?: readonly string[]
} {
  return place.in === 'header' ? {headers: [place.name]} : {bodyFields: [place.name]}
}

/** Of a webhook that has its secrets whole; that it has none is a mistake of the caller. */
export function secretOf({id, secret}: Pick<Webhook, 'id' | 'secret'>): string {
  if (secret === undefined) throw new Error(`webhook ${id} has no secret`)
  return secret
}

/** Header values are bytes, and HTTP clients take each letter for one: those of UTF-8, as a body's. */
export function headerText(secret: string): string {
  return Buffer.from(secret).toString('latin1')
}

function signatureHeaders(
  recipe: SignatureRecipe,
  {body, secrets, id, timestamp, webhookId}: ProofParts,
  read: KeyReader = (secret) => readKey(recipe.keyForm, secret),
): Record<string, string> {
  const facts = {id, timestamp: timestamp?.toString(), webhookId}
  const headers: Record<string, string> = {}
  const carry = (header: string | undefined, name: keyof typeof facts) => {
    if (header !== undefined) headers[header] = needed(facts[name], name)
  }
  carry(recipe.webhookIdHeader, 'webhookId')
  carry(recipe.idHeader, 'id')
  carry(recipe.timestamp?.header, 'timestamp')
  const content = signedContent(recipe, facts, body)
  const signing = recipe.separator === undefined ? secrets.slice(0, 1) : secrets
  const signatures = signing
    .map((secret) => read(secret))
    .flatMap((key) =>
      schemesOf(recipe, key).map((scheme) => encodedSignature(scheme, key, content)),
    )
  headers[recipe.header] = signatures.join(recipe.separator)
  return headers
}
