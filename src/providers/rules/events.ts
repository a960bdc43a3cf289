import {HooksError} from '../../core/errors.ts'
import {checkEventTypeName, isEventTypePattern} from '../../core/event-type.ts'
import {matchesGlob} from '../../core/glob.ts'
import {findNearest} from '../../core/nearest.ts'
import type {EventType} from '../contract/events.ts'
import type {Provider} from '../provider.ts'

/** The types of a provider that a name stands for, or a pattern such as `video.*`. */
export function listTypesMeantBy({events}: Provider, pattern: string): readonly EventType[] {
  return events.types.filter(({name}) => matchesGlob(pattern, name))
}

/** The names of all event types, or of those of one kind. */
export function listAllEvents({events}: Provider, kind?: string): string[] {
  return events.types
    .filter((type) => kind === undefined || type.kind === kind)
    .map(({name}) => name)
}

/**
 * The events that a webhook with these names gets: each of them once, or all events if the provider
 * cannot filter. Patterns stay patterns.
 *
 * @throws HooksError usage, for an event that the provider does not have, or if no event is named
 */
export function expandEvents(provider: Provider, names: readonly string[]): string[] {
  for (const name of names) checkEvent(provider, name)
  if (!provider.events.canFilter) return listAllEvents(provider)
  if (names.length > 0) return [...new Set(names)]
  throw new HooksError('usage', 'events is empty', {hint: 'name at least one event type'})
}

/** @throws HooksError usage, naming the nearest event that the provider has */
export function checkEvent(provider: Provider, name: string): void {
  const isOwn = provider.events.hasOwnTypes === true && isEventTypePattern(name)
  if (!isOwn && listTypesMeantBy(provider, name).length === 0)
    throw createUnknownEventError(name, [provider])
}

/**
 * The error for a name or pattern that matches no event of these providers.
 *
 * @throws HooksError usage, for a name that would not be valid for one of the user's own types either
 */
export function createUnknownEventError(name: string, providers: readonly Provider[]): HooksError {
  const [only, another] = providers
  const isOne = only !== undefined && another === undefined
  if (isOne && only.events.hasOwnTypes === true) checkEventTypeName(name)
  const quoted = JSON.stringify(name)
  return new HooksError(
    'usage',
    isOne ? `${only.label} has no event ${quoted}` : `unknown event ${quoted}`,
    {hint: createHint(name, providers)},
  )
}

function createHint(name: string, providers: readonly Provider[]): string {
  const near = findNearest(
    name,
    providers.flatMap((provider) => listAllEvents(provider)),
  )
  if (near !== undefined) return `did you mean ${near}?`
  const [only, another] = providers
  if (only !== undefined && another === undefined) {
    return `list its events with: hooks events --provider ${only.name}`
  }
  const owner = providers.find(({events}) => events.hasOwnTypes === true)?.name
  const own = owner === undefined ? '' : `; for your own event types, add --provider ${owner}`
  return `list them with: hooks events${own}`
}
