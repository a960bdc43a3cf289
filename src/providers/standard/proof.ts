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

/** What the option `signature` asks for; v1 when it is left out. */
function readScheme({signature = 'v1'}: WebhookOptions): SignatureScheme | undefined {
  return SIGNATURE_SCHEMES.find((scheme) => scheme === signature)
}

/** In words that follow "options"; undefined when nothing is wrong. */
export function findOptionsProblem(options: WebhookOptions): string | undefined {
  const unknown = Object.keys(options).find((name) => name !== 'signature')
  if (unknown !== undefined) return `have no ${unknown}; signature is the only one`
  return readScheme(options) === undefined ? 'want v1 or v1a for signature' : undefined
}

/**
 * The secret given, where there is one and it fits the scheme that the options name, or a new one.
 *
 * @throws HooksError usage
 */
export function chooseSigningSecret(options: WebhookOptions, given?: string): string {
  const scheme = readScheme(options)
  if (given === undefined) return scheme === 'v1a' ? createEd25519Secret() : createSigningSecret()
  const key = readStandardKey(given)
  if (key.scheme === 'v1a') requirePrivateKey(key)
  if (findScheme(given) === scheme) return given
  throw new HooksError('usage', `the secret is one of ${findScheme(given)}, not of ${scheme}`, {
    hint: `set the option signature to ${findScheme(given)}, or leave the secret out`,
  })
}

export function getRecipe(): SignatureRecipe {
  return STANDARD_RECIPE
}

/** `secret` is the webhook's signing secret, or the public key of a private one. */
export function verify(request: ReceivedRequest, secret: string): Verification {
  return verifyProof(STANDARD_RECIPE, request, [secret], systemClock.now())
}
