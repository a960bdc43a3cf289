import {maskHeaders, maskSecret} from '../../core/webhook.ts'
import {defined} from '../../core/defined.ts'
import type {Secrets} from '../../actions/webhooks/secrets.ts'
import type {RecordView} from '../output/view.ts'
import {quoteForShell} from '../../core/quote-for-shell.ts'

export const SECRET_FORMATS = ['env', 'text'] as const
export type SecretFormat = (typeof SECRET_FORMATS)[number]

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
