import {HooksError} from '../../core/errors.ts'
import type {Provider} from '../provider.ts'

/** Refuses a secret that the provider could not have. @throws HooksError usage, without the secret */
export function checkSecret({proof}: Provider, secret: string | undefined): void {
  const problem = secret === undefined ? undefined : proof.findSecretProblem?.(secret)
  if (problem === undefined) return
  throw new HooksError('usage', `the secret ${problem}`, {
    hint: 'choose another one, or leave the secret out',
  })
}

/**
 * Refuses a new secret for an existing webhook if its provider does not allow one.
 *
 * @throws HooksError usage, if the only secret is the signing secret: replacing it at once would lose
 * deliveries; unsupported, if there is no secret
 */
export function checkSecretChange({label, proof}: Provider): void {
  if (proof.createSigningSecret !== undefined) {
    throw new HooksError('usage', 'a signing secret cannot be replaced by a given one', {
      hint: 'rotate it with: hooks secret rotate; both then sign for 24 hours',
    })
  }
  if (proof.createSecret !== undefined) return
  throw new HooksError('unsupported', `${label} has no secret of its own`, {
    hint: 'on a local server, hooks secret rotate replaces the Standard Webhooks secret',
  })
}
