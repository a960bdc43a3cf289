import {defined} from '../../core/defined.ts'
import {isDeepStrictEqual} from 'node:util'
import type {Webhook, WebhookChanges} from '../../core/webhook.ts'
import {isSameSet, isSameUrl} from './pairing.ts'
import type {Difference, Wanted} from './wanted.ts'

/** What hooks shows instead of a secret. */
const MASK = '…'

/**
 * The fields that differ from the file. What the target does not show cannot be compared and counts
 * as equal; otherwise it would be changed on every run.
 */
export function findDifferences(wanted: Wanted, existing: Webhook): Difference[] {
  const {url, events, state, secret} = wanted
  return [
    ...(isSameUrl(url, existing.url) ? [] : [{field: 'url', before: existing.url, after: url}]),
    ...(isSameSet(events, existing.events)
      ? []
      : [{field: 'events', before: existing.events, after: events}]),
    ...compareSettings('options', wanted.options, existing.options ?? {}, {
      isShown: (name) => isOptionShown(name, wanted, existing),
    }),
    ...compareSettings('delivery', wanted.delivery, existing.delivery ?? {}, {isShown: () => true}),
    ...(state === undefined || state === existing.state
      ? []
      : [{field: 'state', before: existing.state, after: state}]),
    ...(secret !== undefined && wanted.changesSecret && isDifferentSecret(secret, existing.secret)
      ? [{field: 'secret'}]
      : []),
  ]
}

/** The changes that remove these differences. */
export function toWebhookChanges(wanted: Wanted, fields: readonly Difference[]): WebhookChanges {
  const names = new Set(fields.map(({field}) => field))
  const selectPart = (prefix: string, all: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.has(`${prefix}.${name}`)))
  const options = selectPart('options', wanted.options)
  const delivery = selectPart('delivery', wanted.delivery)
  const {url, events, state, secret} = wanted
  return {
    ...(names.has('url') ? {url} : {}),
    ...(names.has('events') ? {events} : {}),
    ...(names.has('state') && state !== undefined ? {state} : {}),
    ...(names.has('secret') && secret !== undefined ? {secret} : {}),
    ...(Object.keys(options).length === 0 ? {} : {options}),
    ...(Object.keys(delivery).length === 0 ? {} : {delivery}),
  }
}

function compareSettings(
  prefix: string,
  wanted: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
  {isShown}: {isShown(name: string): boolean},
): Difference[] {
  return Object.entries(wanted)
    .filter(([name, after]) => isShown(name) && !isDeepStrictEqual(found[name] ?? null, after))
    .map(([name, after]) => ({
      field: `${prefix}.${name}`,
      ...defined({before: found[name]}),
      after,
    }))
}

/** A vendor may omit any option it was given; a hooks server omits only secret ones. */
function isOptionShown(name: string, {secretOptions, isLocal}: Wanted, existing: Webhook): boolean {
  if (secretOptions.includes(name)) return false
  return isLocal || Object.hasOwn(existing.options ?? {}, name)
}

function isDifferentSecret(secret: string, found: string | undefined): boolean {
  return found !== undefined && !found.includes(MASK) && found !== secret
}
