import {systemClock} from '../../core/clock.ts'
import {createProofHeaders, readSecretPlaces} from '../../core/signing/prove.ts'
import type {SecretRecipe} from '../../core/signing/recipe.ts'
import type {ReceivedRequest, Verification} from '../../core/signing/verification.ts'
import {verifyProof} from '../../core/signing/verify.ts'
import type {Proving, SecretPlaces} from '../contract/proof.ts'
import type {Options} from './wire.ts'

/**
 * How Mobile Data Anywhere proves a delivery: only with a fixed `Authorization` header, if a webhook
 * has one. It is sent unchanged.
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

/** `secret` is the expected value of the `Authorization` header. */
export function verify(request: ReceivedRequest, secret: string): Verification {
  return verifyProof(RECIPE, request, [secret], systemClock.now())
}

/**
 * The password of one API request: base64 of HMAC-SHA256 over user name and time, with the API
 * secret as key. `timestamp` is the text in the request's own header: seconds since the epoch.
 *
 * Source: https://mobiledataanywhere.com/api/docs/v1.html, read 2026-11-20.
 */
export function computePassword(apiSecret: string, username: string, timestamp: string): string {
  const {createHmac} = process.getBuiltinModule('node:crypto')
  return createHmac('sha256', apiSecret)
    .update(`name:${username};timestamp:${timestamp};`)
    .digest('base64')
}
