import type {ControlClient} from '../../control/client.ts'
import type {WireDeliveryDetail} from '../../wire/deliveries.ts'
import {HooksError} from '../../core/errors.ts'

/** How far back `@-N` may reach: one page of the server. */
const MAX_STEPS = 500

/**
 * Finds the delivery that a reference stands for: an id or its first letters, `@last`, `@-2` (the
 * second to last), `@failed` (the last that failed).
 *
 * @throws HooksError not_found or usage
 */
export async function findDelivery(
  {deliveries}: ControlClient,
  reference: string,
): Promise<WireDeliveryDetail> {
  if (!reference.startsWith('@')) return deliveries.get(reference)

  const steps = countStepsBack(reference)
  const state = reference === '@failed' ? {state: 'failed' as const} : {}
  const {deliveries: newest} = await deliveries.list({...state, limit: steps})
  const found = newest[steps - 1]
  if (found !== undefined) return deliveries.get(found.id)
  throw new HooksError('not_found', `no delivery ${reference}`, {
    hint: 'list deliveries with: hooks deliveries',
  })
}

function countStepsBack(reference: string): number {
  if (reference === '@last' || reference === '@failed') return 1
  const steps = Number(/^@-(\d{1,3})$/.exec(reference)?.[1])
  if (steps >= 1 && steps <= MAX_STEPS) return steps
  throw new HooksError('usage', `unknown reference ${JSON.stringify(reference)}`, {
    hint: `use an id, @last, @-2 (up to @-${MAX_STEPS}) or @failed`,
  })
}
