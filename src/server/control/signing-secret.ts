import {defined} from '../../core/defined.ts'
import {publicKeyOf, schemeOf} from '../../core/signing/keys.ts'
import {maskSecret, type WebhookOptions} from '../../core/webhook.ts'
import type {Provider} from '../../providers/provider.ts'
import type {Store} from '../../store/index.ts'
import type {StoredWebhook} from '../../store/rows/stored-webhook.ts'

type Wanted = {
  readonly secret?: string | undefined
  readonly options?: WebhookOptions | undefined
}

/**
 * The secrets of a new webhook. Where the provider proves nothing but by the Standard Webhooks
 * signature, the secret given is the signing secret.
 *
 * @throws HooksError usage
 */
export function newSecrets(
  {proof}: Provider,
  {secret, options = {}}: Wanted,
): {secret?: string; signingSecret?: string} {
  if (proof.newSigningSecret !== undefined) {
    return {signingSecret: proof.newSigningSecret({options, given: secret})}
  }
  const vendorSecret = secret ?? proof.newSecret?.()
  return defined({secret: vendorSecret})
}

/** Gives new secrets; the signing secret is of the scheme that the webhook's options name. */
export function rotateSecrets(
  store: Store,
  {proof}: Provider,
  {id, options}: StoredWebhook,
): Promise<StoredWebhook> {
  return store.webhooks.rotate(id, proof.newSecret?.(), proof.newSigningSecret?.({options}))
}

/** Where its options came to name another scheme, a key of that scheme takes the old one's place. */
export async function withFittingSecret(
  store: Store,
  provider: Provider,
  webhook: StoredWebhook,
): Promise<StoredWebhook> {
  const {id, options, signingSecret} = webhook
  const made = provider.proof.newSigningSecret?.({options})
  if (made === undefined || schemeOf(made) === schemeOf(signingSecret)) return webhook
  return store.webhooks.rotate(id, undefined, made)
}

/** A private key never leaves the server; who verifies gets its public key, which is no secret. */
export function wireSigning(
  signingSecret: string,
  secrets: 'whole' | 'masked',
): {signingSecret: string; publicKey?: string} {
  const publicKey = publicKeyOf(signingSecret)
  if (publicKey !== undefined) return {signingSecret: maskSecret(signingSecret), publicKey}
  return {signingSecret: secrets === 'whole' ? signingSecret : maskSecret(signingSecret)}
}
