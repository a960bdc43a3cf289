import {defined} from '../../core/defined.ts'
import {DEFAULT_SCOPE} from '../../core/event.ts'
import type {DeliverySettings} from '../../core/delivery-settings.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {Provider} from '../../providers/provider.ts'
import type {DesiredEntry} from './schema.ts'

/** An existing webhook and where it is. */
export type Found = {
  readonly profile: string
  readonly isLocal: boolean
  readonly provider: Provider
  readonly webhook: Webhook
}

/** Entries for existing webhooks, without secrets, in an order that does not depend on ids. */
export function toDesiredEntries(found: readonly Found[]): DesiredEntry[] {
  return found
    .map((each) => ({entry: toEntry(each), key: toSortText(each)}))
    .toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({entry}) => entry)
}

function toEntry({profile, isLocal, provider, webhook}: Found): DesiredEntry {
  const {kind, scope, url, events, state} = webhook
  const options = omitSecretOptions(webhook.options ?? {}, provider)
  const delivery = toDelivery(webhook.delivery ?? {})
  return {
    profile,
    provider: provider.name,
    ...defined({kind}),
    ...(scope === undefined || (isLocal && scope === DEFAULT_SCOPE) ? {} : {scope}),
    url,
    ...(provider.events.canFilter ? {events: events.toSorted()} : {}),
    ...(Object.keys(options).length === 0 ? {} : {options}),
    ...(Object.keys(delivery).length === 0 ? {} : {delivery}),
    ...(state === 'enabled' ? {} : {state}),
  }
}

function omitSecretOptions(
  options: Readonly<Record<string, unknown>>,
  provider: Provider,
): Record<string, unknown> {
  const secret = provider.webhooks.options
    .filter((each) => each.secret === true)
    .map(({name}) => name)
  const shown = Object.entries(options).filter(([name]) => !secret.includes(name))
  return Object.fromEntries(shown)
}

/**
 * Without headers, whose values are not shown: settings that the file does not name stay unchanged.
 */
function toDelivery({headers: _hidden, filter, ...settings}: DeliverySettings) {
  const patterns = Object.entries(filter ?? {}).map(([path, each]): [string, string[]] => [
    path,
    [...each],
  ])
  return {
    ...settings,
    ...(filter === undefined ? {} : {filter: Object.fromEntries(patterns)}),
  }
}

function toSortText({profile, webhook}: Found): string {
  const {provider, kind = '', scope = '', url, events, createdAt, id} = webhook
  const parts = [
    profile,
    provider,
    kind,
    scope,
    url,
    events.toSorted(),
    createdAt?.getTime() ?? 0,
    id,
  ]
  return JSON.stringify(parts)
}
