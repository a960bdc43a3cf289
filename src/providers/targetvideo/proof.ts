import {systemClock} from '../../core/clock.ts'
import {readSecretPlaces} from '../../core/signing/prove.ts'
import type {SecretRecipe} from '../../core/signing/recipe.ts'
import type {ReceivedRequest, Verification} from '../../core/signing/verification.ts'
import {verifyProof} from '../../core/signing/verify.ts'
import type {SecretPlaces} from '../contract/proof.ts'

/**
 * How TargetVideo proves a delivery: the body contains the secret itself, as the last of the fields
 * that the vendor's page shows.
 *
 * Source: https://developer.target-video.com/docs/webhooks, read 2026-11-20.
 */
const RECIPE: SecretRecipe = {
  kind: 'secret',
  name: 'secret',
  place: {in: 'body', name: 'secret'},
}

export function getRecipe(): SecretRecipe {
  return RECIPE
}

export function listSecretPlaces(): SecretPlaces {
  return readSecretPlaces(RECIPE)
}

export function verify(request: ReceivedRequest, secret: string): Verification {
  return verifyProof(RECIPE, request, [secret], systemClock.now())
}
