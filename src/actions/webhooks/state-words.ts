import type {Webhook} from '../../core/webhook.ts'

/** Nobody but the vendor knows the state of a webhook that it does not show. */
export function describeState({state, disabledReason, recorded}: Webhook): string {
  if (recorded === true) return 'recorded here'
  return disabledReason === undefined ? state : `${state} (${disabledReason.replace('_', ' ')})`
}
