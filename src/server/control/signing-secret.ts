import {defined} from '../../core/defined.ts'
import {findPublicKey, findScheme} from '../../core/signing/keys.ts'
import {maskSecret, type WebhookOptions} from '../../core/webhook.ts'
import type {Provider} from '../../providers/provider.ts'
import type {Store} from '../../store/index.ts'
import type {StoredWebhook} from '../../store/rows/stored-webhook.ts'

type Wanted = {
  readonly secret?: string | undefined
  readonly options?: WebhookOptions | undefined
}

/**
 * The secrets of a new webhook. If the provider signs only by Standard Webhooks, the given secret
 * is the signing secret.
 *
 * @throws HooksError usage
 */
export function createSecrets(
  {proof}: Provider,
  {secret, options = {}}: Wanted,
): {secret?: string; signingSecret?: string} {
  if (proof.createSigningSecret !== undefined) {
    return {signingSecret: proof.createSigningSecret({options, given: secret})}
  }
  const vendorSecret = secret ?? proof.createSecret?.()
  return defined({secret: vendorSecret})
}

/** Replaces the secrets; the signing secret follows the scheme set in the webhook's options. */
export function rotateWebhookSecrets(
  store: Store,
  {proof}: Provider,
  {id, options}: StoredWebhook,
): Promise<StoredWebhook> {
  return store.webhooks.rotate(id, proof.createSecret?.(), proof.createSigningSecret?.({options}))
}

/** If the webhook's options now name another scheme, replaces its key with one of that scheme. */
export async function ensureFittingSecret(
  store: Store,
  provider: Provider,
  webhook: StoredWebhook,
): Promise<StoredWebhook> {
  const {id, options, signingSecret} = webhook
  const made = provider.proof.createSigningSecret?.({options})
  if (made === undefined || findScheme(made) === findScheme(signingSecret)) return webhook
  return store.webhooks.rotate(id, undefined, made)
}

/** A private key never leaves the server; receivers get the public key, which is not secret. */
export function toWireSigning(
  signingSecret: string,
  secrets: 'whole' | 'masked',
): {signingSecret: string; publicKey?: string} {
  const publicKey = findPublicKey(signingSecret)
  if (publicKey !== undefined) return {signingSecret: maskSecret(signingSecret), publicKey}
  return {signingSecret: secrets === 'whole' ? signingSecret : maskSecret(signingSecret)}
}
