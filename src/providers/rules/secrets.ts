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
 * Refuses to replace the secret of a webhook that exists by a given one, whatever that is.
 *
 * @throws HooksError usage, where the only secret signs: to replace that at once would lose
 * deliveries; unsupported, where there is no secret
 */
export function checkSecretChange({label, proof}: Provider): void {
  if (proof.createSigningSecret !== undefined) {
    throw new HooksError('usage', 'a signing secret cannot be replaced by a given one', {
      hint: 'rotate it: the old one then goes on signing for 24 hours',
    })
  }
  if (proof.createSecret !== undefined) return
  throw new HooksError('unsupported', `${label} has no secret of its own`, {
    hint: 'on a local server, hooks secret rotate replaces the secret of Standard Webhooks',
  })
}
