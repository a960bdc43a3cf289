import type {KeyReader} from './keys.ts'
import {createProofHeaders} from './prove.ts'
import type {SignatureRecipe} from './recipe.ts'
import type {ReceivedRequest} from './verification.ts'
import {verifyProof} from './verify.ts'

/** How far a delivery's time may differ from the receiver's; the reference libraries use the same. */
export const TOLERANCE_SECONDS = 5 * 60

/**
 * How every hooks server signs its deliveries. A shared secret never verifies a v1a signature, nor a
 * public key a v1 signature.
 *
 * Source: https://github.com/standard-webhooks/standard-webhooks spec/standard-webhooks.md,
 * read 2026-11-20.
 */
export const STANDARD_RECIPE: SignatureRecipe = {
  kind: 'signature',
  header: 'webhook-signature',
  separator: ' ',
  signed: '{id}.{timestamp}.{body}',
  idHeader: 'webhook-id',
  timestamp: {header: 'webhook-timestamp', toleranceSeconds: TOLERANCE_SECONDS},
  keyForm: 'standard',
  schemes: [
    {prefix: 'v1,', algorithm: 'hmac-sha256', encoding: 'base64'},
    {prefix: 'v1a,', algorithm: 'ed25519', encoding: 'base64'},
  ],
}

export type StandardSigning = {
  readonly id: string
  /** Seconds since the epoch, whole. */
  readonly timestamp: number
  readonly body: string | Buffer
  /** `whsec_…` or `whsk_…`, the current one first; after a rotation also the previous one. */
  readonly secrets: readonly string[]
}

/**
 * The Standard Webhooks headers of one attempt, with a signature for each secret.
 * Pass the `get` of a `KeyRing` as `read` to sign many.
 *
 * @throws HooksError usage, for a secret that cannot sign
 */
export function createStandardHeaders(
  signing: StandardSigning,
  read?: KeyReader,
): Record<string, string> {
  return createProofHeaders(STANDARD_RECIPE, signing, read)
}

export type StandardDelivery = ReceivedRequest & {
  /** `whsec_…`, `whpk_…` or `whsk_…`; any one of them may have signed. */
  readonly secrets: readonly string[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Why a delivery is not signed with one of the secrets; undefined if it is. */
export function findStandardProblem({
  secrets,
  now,
  ...request
}: StandardDelivery): string | undefined {
  const verification = verifyProof(STANDARD_RECIPE, request, secrets, now)
  return verification.result === 'invalid' ? verification.reason : undefined
}
