import type {ControlClient} from '../../control/client.ts'
import {HooksError} from '../../core/errors.ts'
import {isEventTypePattern} from '../../core/event-type.ts'
import {loadProvider, loadProviders} from '../../providers/index.ts'
import {listTypesMeantBy, createUnknownEventError} from '../../providers/rules/events.ts'
import type {Provider} from '../../providers/provider.ts'
import type {EventType} from '../../providers/contract/events.ts'
import {createUnregisteredType, addOwnTypes} from './own-types.ts'
import type {Target} from './target.ts'

/** An event type and the provider that sends it. */
export type KnownEvent = {readonly provider: Provider; readonly type: EventType}

/**
 * The providers that a command can refer to: the vendor of its target, the named one, or all. On a
 * hooks server they include the event types registered there; `events` are the names that will be
 * looked up, if known.
 *
 * @throws HooksError usage, if the named one is unknown or not the target's
 */
export async function chooseProviders(
  target: Pick<Target, 'profile'> & {
    readonly provider?: Provider
    readonly control?: ControlClient
  },
  named: string | undefined,
  events?: readonly string[],
): Promise<readonly Provider[]> {
  if (target.provider === undefined) {
    const meant = named === undefined ? await loadProviders() : [await loadProvider(named)]
    return target.control === undefined ? meant : addOwnTypes(meant, target.control, events)
  }
  requireProvider(target.provider, named, target.profile)
  return [target.provider]
}

/** Throws if a provider other than the profile's own is named. @throws HooksError usage */
export function requireProvider(own: Provider, named: string | undefined, profile: string): void {
  if (named === undefined || named === own.name) return
  throw new HooksError('usage', `profile ${profile} belongs to ${own.name}, not to ${named}`, {
    hint: `leave out --provider, or use --profile local`,
  })
}

/** @throws HooksError usage, suggesting the nearest event, or the providers that share the name */
export function findEvent(name: string, providers: readonly Provider[]): KnownEvent {
  const [first, second] = name.includes('*') ? [] : matchPattern(name, providers)
  if (first === undefined) throw createUnknownEventError(name, providers)
  if (second === undefined) return first
  throw new HooksError('usage', `several providers have an event ${name}`, {
    hint: `add --provider ${first.provider.name} or --provider ${second.provider.name}`,
  })
}

/**
 * An event of the catalogue; a custom one must be registered.
 *
 * @throws HooksError usage, not_found
 */
export function findListedEvent(name: string, providers: readonly Provider[]): KnownEvent {
  const event = findEvent(name, providers)
  if (event.provider.events.types.includes(event.type)) return event
  throw new HooksError('not_found', `no event type ${name} is registered`, {
    hint: `register it with: hooks events define ${name}`,
  })
}

/**
 * The one provider that has all these events, or types that match these patterns.
 *
 * @throws HooksError usage
 */
export function findProviderOfEvents(
  names: readonly string[],
  providers: readonly Provider[],
): Provider {
  const senders = names.map((name) => {
    const known = matchPattern(name, providers)
    if (known.length === 0) throw createUnknownEventError(name, providers)
    return known.map(({provider}) => provider)
  })
  const [first, second] = providers.filter((provider) =>
    senders.every((able) => able.includes(provider)),
  )
  if (first === undefined) {
    throw new HooksError('usage', `no provider has all of the events ${names.join(', ')}`, {
      hint: 'create one webhook for each provider; see them with: hooks events',
    })
  }
  if (second === undefined) return first
  throw new HooksError('usage', `several providers have the events ${names.join(', ')}`, {
    hint: `add --provider ${first.name} or --provider ${second.name}`,
  })
}

/**
 * The names, with each pattern replaced by the types it matches: vendors do not support patterns.
 */
export function expandPatterns(names: readonly string[], provider: Provider): string[] {
  const meant = names.flatMap((name) => matchPattern(name, [provider]).map(({type}) => type.name))
  return [...new Set(meant)]
}

/** The events that a name or a pattern matches. */
function matchPattern(pattern: string, providers: readonly Provider[]): KnownEvent[] {
  const known = providers.flatMap((provider) =>
    listTypesMeantBy(provider, pattern).map((type) => ({provider, type})),
  )
  const own = known.length === 0 ? findCustomProvider(providers) : undefined
  if (own === undefined || !isEventTypePattern(pattern)) return known
  return [{provider: own, type: createUnregisteredType(pattern)}]
}

/** The provider of custom event types, if it is the only candidate: there every name is a type. */
function findCustomProvider([only, another]: readonly Provider[]): Provider | undefined {
  return another === undefined && only?.events.hasOwnTypes === true ? only : undefined
}
