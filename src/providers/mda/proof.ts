import {systemClock} from '../../core/clock.ts'
import {createProofHeaders, readSecretPlaces} from '../../core/signing/prove.ts'
import type {SecretRecipe} from '../../core/signing/recipe.ts'
import type {ReceivedRequest, Verification} from '../../core/signing/verification.ts'
import {verifyProof} from '../../core/signing/verify.ts'
import type {Proving, SecretPlaces} from '../contract/proof.ts'
import type {Options} from './wire.ts'

/**
 * How Mobile Data Anywhere proves a delivery: it does not, but for a fixed `Authorization` header
 * that a webhook may ask for. It is sent as it was given.
 *
 * Source: https://mobiledataanywhere.com/api/docs/v1/project_web_hooks.html, read 2026-11-20.
 */
const RECIPE: SecretRecipe = {
  kind: 'secret',
  name: 'authorization value',
  place: {in: 'header', name: 'authorization'},
  isOptional: true,
}

export function getRecipe(): SecretRecipe {
  return RECIPE
}

export function listSecretPlaces(): SecretPlaces {
  return readSecretPlaces(RECIPE)
}

export function prove({webhook, body}: Pick<Proving, 'webhook' | 'body'>): Record<string, string> {
  const {enableHttpAuthorization = false, httpAuthorizationValue = ''}: Options =
    webhook.options ?? {}
  const isWanted = enableHttpAuthorization && httpAuthorizationValue !== ''
  return createProofHeaders(RECIPE, {body, secrets: isWanted ? [httpAuthorizationValue] : []})
}

/** `secret` is the value that the `Authorization` header has to have. */
export function verify(request: ReceivedRequest, secret: string): Verification {
  return verifyProof(RECIPE, request, [secret], systemClock.now())
}

/**
 * The password of one call of the API: base64 of HMAC-SHA256 over user name and time, keyed with
 * the API secret. `timestamp` is the text that the call's own header holds, unix seconds.
 *
 * Source: https://mobiledataanywhere.com/api/docs/v1.html, read 2026-11-20.
 */
export function computePassword(apiSecret: string, username: string, timestamp: string): string {
  const {createHmac} = process.getBuiltinModule('node:crypto')
  return createHmac('sha256', apiSecret)
    .update(`name:${username};timestamp:${timestamp};`)
    .digest('base64')
}
