import {defined} from '../../core/defined.ts'
import {HooksError} from '../../core/errors.ts'
import {maskHeaders, maskSecret} from '../../core/webhook.ts'
import {findLimitation, createUnsupportedError} from '../../actions/target/capabilities.ts'
import type {RecordView} from '../output/view.ts'
import {requireVerb, type Target, type VendorTarget} from '../../actions/target/target.ts'
import {checkSecretChange} from '../../providers/rules/secrets.ts'
import {quoteForShell} from '../../core/quote-for-shell.ts'

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

export const SECRET_FORMATS = ['env', 'text'] as const
export type SecretFormat = (typeof SECRET_FORMATS)[number]

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

export function maskSecrets({id, secret, signingSecret, publicKey, headers}: Secrets): Secrets {
  return {
    id,
    ...(secret === undefined ? {} : {secret: maskSecret(secret)}),
    ...(signingSecret === undefined ? {} : {signingSecret: maskSecret(signingSecret)}),
    ...defined({publicKey}),
    ...(headers === undefined ? {} : {headers: maskHeaders(headers)}),
  }
}

export function toSecretView({
  id,
  secret,
  signingSecret,
  publicKey,
  headers = {},
}: Secrets): RecordView {
  return {
    fields: [
      ['id', id],
      ['secret', secret],
      ['signing secret', signingSecret],
      ['public key', publicKey],
      ...Object.entries(headers).map(([name, value]) => [`header ${name}`, value] as const),
    ],
  }
}

/**
 * Lines for a shell. `text` is the vendor's secret, or else the public key or signing secret; `env`
 * is one assignment per secret, quoted for a POSIX shell.
 */
export function formatSecrets(
  {secret, signingSecret, publicKey}: Secrets,
  format: SecretFormat,
): string {
  if (format === 'text') return `${secret ?? publicKey ?? signingSecret ?? ''}\n`
  const variables = [
    ['WEBHOOK_SECRET', secret],
    // The private key stays on the server: receivers verify with the public key.
    publicKey === undefined
      ? ['WEBHOOK_SIGNING_SECRET', signingSecret]
      : ['WEBHOOK_PUBLIC_KEY', publicKey],
  ] as const
  return variables
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quoteForShell(value)}\n`]))
    .join('')
}

/** The vendor switches at once: receivers must already accept the new secret, or both. */
async function rotateAtVendor({webhooks, provider}: VendorTarget, id: string): Promise<Secrets> {
  const secret = provider.proof.createSecret?.()
  const changed = await webhooks.update(id, defined({secret}))
  const whole = secret ?? changed.secret
  return {id, ...defined({secret: whole})}
}
