import {retryPolicyOf} from '../core/delivery-settings.ts'
import type {RetryPolicy} from '../core/delivery.ts'
import type {Provider} from '../providers/provider.ts'
import type {Assumptions} from '../providers/contract/assumptions.ts'

/** A provider and what is assumed of it on this server. */
export type Known = {readonly provider: Provider; readonly assume: Assumptions}

/** The schedule of one webhook, else the one assumed of its provider, else the server's. */
export function policyOf(
  own: string | undefined,
  {provider, assume}: Known,
  server: string | undefined,
): RetryPolicy {
  const assumed = String(assume['retries'] ?? 'vendor')
  const named = own ?? (assumed === 'vendor' ? server : assumed)
  const {sending} = provider
  const policy = retryPolicyOf(named, sending.retryPolicy)
  return sending.adjustRetries?.(policy, assume) ?? policy
}
