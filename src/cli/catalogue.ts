import {HooksError} from '../core/errors.ts'
import {nearest} from '../core/nearest.ts'
import {loadProvider, loadProviders} from '../providers/index.ts'
import type {EventType, Provider} from '../providers/provider.ts'
import type {Target} from './target.ts'

/** An event type and the provider that sends it. */
export type KnownEvent = {readonly provider: Provider; readonly type: EventType}

/**
 * The providers that a command may mean: the vendor of its target, the one named, or all.
 *
 * @throws HooksError usage, when the one named is unknown or not the target's
 */
export async function providersOf(
  target: Pick<Target, 'profile'> & {readonly provider?: Provider},
  named: string | undefined,
): Promise<readonly Provider[]> {
  if (target.provider === undefined) {
    return named === undefined ? loadProviders() : [await loadProvider(named)]
  }
  if (named === undefined || named === target.provider.name) return [target.provider]
  throw new HooksError('usage', `profile ${target.profile} is not one of ${named}`, {
    hint: `leave --provider out, or use: --profile local`,
  })
}

/** @throws HooksError usage, naming the nearest event, or the providers that share the name */
export function findEvent(name: string, providers: readonly Provider[]): KnownEvent {
  const [first, second] = matches(name, providers)
  if (first === undefined) throw unknownEvent(name, providers)
  if (second === undefined) return first
  throw new HooksError('usage', `several providers have an event ${name}`, {
    hint: `add --provider ${first.provider.name} or --provider ${second.provider.name}`,
  })
}

/** The one provider that has all these events. @throws HooksError usage */
export function providerOfEvents(
  names: readonly string[],
  providers: readonly Provider[],
): Provider {
  for (const name of names) {
    if (matches(name, providers).length === 0) throw unknownEvent(name, providers)
  }
  const [first, second] = providers.filter((provider) =>
    names.every((name) => matches(name, [provider]).length > 0),
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

function matches(name: string, providers: readonly Provider[]): KnownEvent[] {
  return providers.flatMap((provider) =>
    provider.eventTypes.filter((type) => type.name === name).map((type) => ({provider, type})),
  )
}

function unknownEvent(name: string, providers: readonly Provider[]): HooksError {
  const known = providers.flatMap(({eventTypes}) => eventTypes.map((type) => type.name))
  const near = nearest(name, known)
  return new HooksError('usage', `unknown event ${JSON.stringify(name)}`, {
    hint: near === undefined ? 'see them with: hooks events' : `did you mean ${near}?`,
  })
}
