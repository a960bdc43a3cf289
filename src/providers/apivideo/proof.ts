import {systemClock} from '../../core/clock.ts'
import {createProofHeaders, requireSecret} from '../../core/signing/prove.ts'
import type {SignatureRecipe} from '../../core/signing/recipe.ts'
import type {ReceivedRequest, Verification} from '../../core/signing/verification.ts'
import {verifyProof} from '../../core/signing/verify.ts'
import type {Proving} from '../contract/proof.ts'

/**
 * How api.video proves a delivery. The key is the whole secret, including `sig_sec_`.
 *
 * Source: apivideo/api.video-documentation f159d73, reference/create-and-manage-webhooks.md,
 * read 2026-11-20.
 */
const RECIPE: SignatureRecipe = {
  kind: 'signature',
  header: 'x-api-video-signature',
  signed: '{body}',
  webhookIdHeader: 'x-api-video-webhookid',
  keyForm: 'text',
  schemes: [{prefix: '', algorithm: 'hmac-sha256', encoding: 'hex'}],
}

export function getRecipe(): SignatureRecipe {
  return RECIPE
}

export function prove({webhook, body}: Pick<Proving, 'webhook' | 'body'>): Record<string, string> {
  return createProofHeaders(RECIPE, {
    webhookId: webhook.id,
    body,
    secrets: [requireSecret(webhook)],
  })
}

export function verify(request: ReceivedRequest, secret: string): Verification {
  return verifyProof(RECIPE, request, [secret], systemClock.now())
}
