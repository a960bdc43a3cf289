import type {Webhook} from '../webhook.ts'
import {type KeyReader, readKey} from './keys.ts'
import type {Recipe, SecretRecipe, SignatureRecipe} from './recipe.ts'
import {encodeSignature, requireValue, listSchemes, buildSignedContent} from './signature.ts'

/** What a proof may be made from; the recipe decides which parts it needs. */
export type ProofParts = {
  readonly body: string | Buffer
  /** The current secret first; after a rotation also the previous one. */
  readonly secrets: readonly string[]
  /** The delivery's id, the same for all attempts. */
  readonly id?: string
  /** Seconds since the epoch, whole. */
  readonly timestamp?: number
  readonly webhookId?: string
}

/**
 * The headers that prove one attempt; names in lower case.
 * Pass the `get` of a `KeyRing` as `read` to sign many.
 *
 * @throws HooksError usage, for a secret that cannot sign
 */
export function createProofHeaders(
  recipe: Recipe,
  parts: ProofParts,
  read?: KeyReader,
): Record<string, string> {
  if (recipe.kind === 'signature') return createSignatureHeaders(recipe, parts, read)
  const [secret] = parts.secrets
  if (recipe.place.in !== 'header' || secret === undefined) return {}
  return {[recipe.place.name]: toHeaderText(secret)}
}

/** The fields at the top level of the JSON body that prove a delivery. */
export function createProofFields(
  {place}: SecretRecipe,
  webhook: Pick<Webhook, 'id' | 'secret'>,
): Readonly<Record<string, string>> {
  return place.in === 'body' ? {[place.name]: requireSecret(webhook)} : {}
}

/** Where deliveries carry the secret in plain text. */
export function readSecretPlaces({place}: SecretRecipe): {
  readonly headers?: readonly string[]
  readonly bodyFields?: readonly string[]
} {
  return place.in === 'header' ? {headers: [place.name]} : {bodyFields: [place.name]}
}

/** The unmasked secret of a webhook. A missing secret is a bug of the caller. */
export function requireSecret({id, secret}: Pick<Webhook, 'id' | 'secret'>): string {
  if (secret === undefined) throw new Error(`webhook ${id} has no secret`)
  return secret
}

/** The secret's UTF-8 bytes, one per character: HTTP clients send each character as one byte. */
export function toHeaderText(secret: string): string {
  return Buffer.from(secret).toString('latin1')
}

function createSignatureHeaders(
  recipe: SignatureRecipe,
  {body, secrets, id, timestamp, webhookId}: ProofParts,
  read: KeyReader = (secret) => readKey(recipe.keyForm, secret),
): Record<string, string> {
  const facts = {id, timestamp: timestamp?.toString(), webhookId}
  const headers: Record<string, string> = {}
  const carry = (header: string | undefined, name: keyof typeof facts) => {
    if (header !== undefined) headers[header] = requireValue(facts[name], name)
  }
  carry(recipe.webhookIdHeader, 'webhookId')
  carry(recipe.idHeader, 'id')
  carry(recipe.timestamp?.header, 'timestamp')
  const content = buildSignedContent(recipe, facts, body)
  const signing = recipe.separator === undefined ? secrets.slice(0, 1) : secrets
  const signatures = signing
    .map((secret) => read(secret))
    .flatMap((key) =>
      listSchemes(recipe, key).map((scheme) => encodeSignature(scheme, key, content)),
    )
  headers[recipe.header] = signatures.join(recipe.separator)
  return headers
}
