import {HooksError} from '../../core/errors.ts'
import type {NewWebhook, WebhookChanges} from '../../core/webhook.ts'
import type {Provider} from '../provider.ts'
import {checkScope, checkUrl} from './checks.ts'
import {expandEvents} from './events.ts'
import {checkKindStays, chooseKind} from './kinds.ts'
import {checkOptions} from './options.ts'
import {checkSecret, checkSecretChange} from './secrets.ts'

type Subscription = Readonly<Pick<NewWebhook, 'url' | 'events'>> & {
  readonly kind?: string | undefined
  readonly scope?: string | undefined
  readonly secret?: string | undefined
  readonly options?: NewWebhook['options'] | undefined
}

/**
 * Checks a new webhook, for the command line and the server alike, and returns what its provider
 * makes of its events and kind. Of several problems, both report the same one.
 *
 * @throws HooksError usage
 */
export function checkNewWebhook(
  provider: Provider,
  {url, scope, events: names, kind: named, secret, options}: Subscription,
): {events: string[]; kind: string | undefined} {
  checkUrl(provider, url)
  checkScope(provider, scope)
  const events = expandEvents(provider, names)
  const kind = chooseKind(provider, events, named)
  checkSecret(provider, secret)
  if (options !== undefined) checkOptions(options, {provider, kind})
  return {events, kind}
}

type Changes = {
  readonly url?: string | undefined
  readonly events?: readonly string[] | undefined
  readonly secret?: string | undefined
  /** All options of the webhook after the change. */
  readonly options?: WebhookChanges['options'] | undefined
}

/**
 * Checks the changes of an existing webhook, for the command line and the server alike, and returns
 * its new events; undefined if they do not change.
 *
 * @throws HooksError usage; unsupported, for events that the provider does not let anybody choose
 */
export function checkWebhookChanges(
  provider: Provider,
  kind: string | undefined,
  {url, events: names, secret, options}: Changes,
): string[] | undefined {
  if (url !== undefined) checkUrl(provider, url)
  const events = names && checkEventChange(provider, names)
  if (events !== undefined) checkKindStays(provider, events, kind)
  if (secret !== undefined) checkSecretChange(provider)
  checkSecret(provider, secret)
  if (options !== undefined) checkOptions(options, {provider, kind})
  return events
}

function checkEventChange(provider: Provider, names: readonly string[]): string[] {
  if (provider.events.canFilter) return expandEvents(provider, names)
  throw new HooksError('unsupported', `${provider.label} sends every event to its webhooks`, {
    hint: 'leave the events out',
  })
}
