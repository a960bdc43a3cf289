import {toRetryPolicy} from '../core/delivery-settings.ts'
import type {RetryPolicy} from '../core/delivery.ts'
import type {Provider} from '../providers/provider.ts'
import type {Assumptions} from '../providers/contract/assumptions.ts'

/** A provider and this server's assumptions about it. */
export type KnownProvider = {readonly provider: Provider; readonly assume: Assumptions}

/** The webhook's own schedule, else the one assumed for its provider, else the server's. */
export function chooseRetryPolicy(
  own: string | undefined,
  {provider, assume}: KnownProvider,
  server: string | undefined,
): RetryPolicy {
  const assumed = String(assume['retries'] ?? 'vendor')
  const named = own ?? (assumed === 'vendor' ? server : assumed)
  const {sending} = provider
  const policy = toRetryPolicy(named, sending.retryPolicy)
  return sending.adjustRetries?.(policy, assume) ?? policy
}
