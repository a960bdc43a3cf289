import {defined} from '../../core/defined.ts'
import {HooksError} from '../../core/errors.ts'
import {checkSecretChange} from '../../providers/rules/secrets.ts'
import {createUnsupportedError, findLimitation} from '../target/capabilities.ts'
import {requireVerb, type Target, type VendorTarget} from '../target/target.ts'

/** The secrets of a webhook; the signing secret only on a hooks server. */
export type Secrets = {
  readonly id: string
  readonly secret?: string
  readonly signingSecret?: string
  /** Verifies signatures if the signing secret is a private key. */
  readonly publicKey?: string
  /** The webhook's own headers, sent with every delivery. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Unmasked. @throws HooksError unsupported, if the vendor does not show secrets */
export async function readSecrets(target: Target, id: string): Promise<Secrets> {
  if (target.kind === 'local') return target.control.secrets(id)
  requireVerb(target, 'secret')
  const {kind, secret} = await target.webhooks.get(id)
  const limit = findLimitation(target.provider, 'secret', kind)
  if (limit !== undefined) throw createUnsupportedError(limit)
  if (secret !== undefined) return {id, secret}
  throw new HooksError('unsupported', `${target.provider.label} does not show the secret of ${id}`)
}

/**
 * Replaces the secrets. Returns the new ones, unmasked.
 *
 * @throws HooksError unsupported, if the vendor has no secret or cannot change it
 */
export async function rotateSecrets(target: Target, id: string): Promise<Secrets> {
  if (target.kind === 'local') return target.control.rotate(id)
  checkSecretChange(target.provider)
  requireVerb(target, 'update')
  return rotateAtVendor(target, id)
}

/** The vendor switches at once: receivers must already accept the new secret, or both. */
async function rotateAtVendor({webhooks, provider}: VendorTarget, id: string): Promise<Secrets> {
  const secret = provider.proof.createSecret?.()
  const changed = await webhooks.update(id, defined({secret}))
  const whole = secret ?? changed.secret
  return {id, ...defined({secret: whole})}
}
