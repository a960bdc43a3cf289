import {defined} from '../../core/defined.ts'
import type {ControlClient} from '../../control/client.ts'
import {HooksError} from '../../core/errors.ts'
import type {Network} from '../../core/net/network.ts'
import type {WebhookApi} from '../../core/webhook.ts'
import type {Provider} from '../../providers/provider.ts'
import type {Verb} from '../../providers/contract/client.ts'
import {findLimitation, createUnsupportedError} from './capabilities.ts'
import type {VendorProfile} from './profiles.ts'

/** A hooks server: every provider, with events and deliveries. */
export type LocalTarget = {
  readonly kind: 'local'
  readonly profile: string
  readonly url: string
  readonly scope: string | undefined
  readonly webhooks: WebhookApi
  readonly control: ControlClient
}

/** A vendor's API: its webhooks, without events and deliveries. */
export type VendorTarget = {
  readonly kind: 'vendor'
  readonly profile: string
  readonly url: string
  readonly scope: string | undefined
  readonly provider: Provider
  readonly webhooks: WebhookApi
}

/** What the commands of one run act on. */
export type Target = LocalTarget | VendorTarget

/**
 * Throws if the vendor does not support an operation, for webhooks of any kind or of the one given.
 *
 * @throws HooksError unsupported, with what the vendor cannot do and what to do instead
 */
export function requireVerb(target: Target, verb: Verb, kind?: string): void {
  if (target.kind === 'local') return
  const limit = findLimitation(target.provider, verb, kind)
  if (limit === undefined || limit.recorded === true) return
  throw createUnsupportedError(limit)
}

/** @throws HooksError unsupported: vendors have no API for it */
export function requireLocal(target: Target, what: string): LocalTarget {
  if (target.kind === 'local') return target
  throw new HooksError('unsupported', `${target.provider.label} has no API for ${what}`, {
    hint: 'use a hooks server: --profile local',
  })
}

/** Every operation throws, with what to do instead of using an API. */
function createRefusingApi(provider: Provider): WebhookApi {
  const refuse = (verb: Verb) => async (): Promise<never> => {
    throw createUnsupportedError(
      findLimitation(provider, verb) ?? {reason: `${provider.label} has no API.`},
    )
  }
  return {
    create: refuse('create'),
    list: refuse('list'),
    get: refuse('get'),
    update: refuse('update'),
    delete: refuse('delete'),
  }
}

/** Connects to the vendor's API. If it has none, every operation throws `unsupported`. */
export function connectVendor(
  {provider, baseUrl}: VendorProfile,
  credentials: Readonly<Record<string, string>>,
  {scope, network}: {scope: string | undefined; network: Network | undefined},
): WebhookApi {
  if (provider.client.connect === undefined) return createRefusingApi(provider)
  return provider.client.connect({credentials, baseUrl, network, ...defined({scope})})
}
