import {systemClock} from '../../core/clock.ts'
import {HooksError} from '../../core/errors.ts'
import {createSigningSecret} from '../../core/ids.ts'
import {
  createEd25519Secret,
  requirePrivateKey,
  readStandardKey,
  findScheme,
  SIGNATURE_SCHEMES,
  type SignatureScheme,
} from '../../core/signing/keys.ts'
import type {SignatureRecipe} from '../../core/signing/recipe.ts'
import {STANDARD_RECIPE} from '../../core/signing/standard-webhooks.ts'
import type {ReceivedRequest, Verification} from '../../core/signing/verification.ts'
import {verifyProof} from '../../core/signing/verify.ts'
import type {WebhookOptions} from '../../core/webhook.ts'

/** The scheme that the option `signature` names; v1 by default. */
function readScheme({signature = 'v1'}: WebhookOptions): SignatureScheme | undefined {
  return SIGNATURE_SCHEMES.find((scheme) => scheme === signature)
}

/** A problem in words that follow "options"; undefined if there is none. */
export function findOptionsProblem(options: WebhookOptions): string | undefined {
  const unknown = Object.keys(options).find((name) => name !== 'signature')
  if (unknown !== undefined) return `do not include ${unknown}; signature is the only one`
  return readScheme(options) === undefined ? 'must have v1 or v1a as signature' : undefined
}

/**
 * The given secret, if it fits the scheme that the options name; without one, a new secret.
 *
 * @throws HooksError usage
 */
export function chooseSigningSecret(options: WebhookOptions, given?: string): string {
  const scheme = readScheme(options)
  if (given === undefined) return scheme === 'v1a' ? createEd25519Secret() : createSigningSecret()
  const key = readStandardKey(given)
  if (key.scheme === 'v1a') requirePrivateKey(key)
  if (findScheme(given) === scheme) return given
  throw new HooksError(
    'usage',
    `the secret is for scheme ${findScheme(given)}, not for ${scheme}`,
    {
      hint: `set the option signature to ${findScheme(given)}, or leave the secret out`,
    },
  )
}

export function getRecipe(): SignatureRecipe {
  return STANDARD_RECIPE
}

/** `secret` is the webhook's signing secret, or its public key. */
export function verify(request: ReceivedRequest, secret: string): Verification {
  return verifyProof(STANDARD_RECIPE, request, [secret], systemClock.now())
}
