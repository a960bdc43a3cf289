import {defined} from '../../core/defined.ts'
import {isDeepStrictEqual} from 'node:util'
import type {Webhook, WebhookChanges} from '../../core/webhook.ts'
import {isSameSet, isSameUrl} from './pairing.ts'
import type {Difference, Wanted} from './wanted.ts'

/** What hooks shows instead of a secret. */
const MASK = '…'

/**
 * What differs from what the file names. What the target does not show cannot be compared, and
 * counts as right: otherwise it would be changed again each time.
 */
export function differences(wanted: Wanted, existing: Webhook): Difference[] {
  const {url, events, state, secret} = wanted
  return [
    ...(isSameUrl(url, existing.url) ? [] : [{field: 'url', before: existing.url, after: url}]),
    ...(isSameSet(events, existing.events)
      ? []
      : [{field: 'events', before: existing.events, after: events}]),
    ...settings('options', wanted.options, existing.options ?? {}, {
      isShown: (name) => isOptionShown(name, wanted, existing),
    }),
    ...settings('delivery', wanted.delivery, existing.delivery ?? {}, {isShown: () => true}),
    ...(state === undefined || state === existing.state
      ? []
      : [{field: 'state', before: existing.state, after: state}]),
    ...(secret !== undefined && wanted.changesSecret && isOther(secret, existing.secret)
      ? [{field: 'secret'}]
      : []),
  ]
}

/** The changes that make it as it should be. */
export function changesOf(wanted: Wanted, fields: readonly Difference[]): WebhookChanges {
  const names = new Set(fields.map(({field}) => field))
  const part = (prefix: string, all: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.has(`${prefix}.${name}`)))
  const options = part('options', wanted.options)
  const delivery = part('delivery', wanted.delivery)
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

function settings(
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

/** A vendor may leave out what it was given; a server of ours leaves out only what is secret. */
function isOptionShown(name: string, {secretOptions, isLocal}: Wanted, existing: Webhook): boolean {
  if (secretOptions.includes(name)) return false
  return isLocal || Object.hasOwn(existing.options ?? {}, name)
}

function isOther(secret: string, found: string | undefined): boolean {
  return found !== undefined && !found.includes(MASK) && found !== secret
}
