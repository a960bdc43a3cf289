import {HooksError} from '../../core/errors.ts'
import {checkEventTypeName} from '../../core/event-type.ts'
import type {Payload} from '../../core/event.ts'
import {findNearest} from '../../core/nearest.ts'
import {PayloadCheck} from '../../core/payload/payload-check.ts'
import type {Provider} from '../../providers/provider.ts'
import {completeAssumptions, type Assumptions} from '../../providers/contract/assumptions.ts'
import type {EventType} from '../../providers/contract/events.ts'
import {createUnknownEventError} from '../../providers/rules/events.ts'

/** The providers and their event types, with each schema compiled once. */
export class Catalogue {
  readonly #providers: ReadonlyMap<string, Provider>
  readonly #payloads = new PayloadCheck()
  readonly #assumptions: Assumptions

  /** `assumptions` are those set for this server, by `provider.name`. */
  constructor(providers: readonly Provider[], assumptions: Assumptions) {
    this.#providers = new Map(providers.map((provider) => [provider.name, provider]))
    this.#assumptions = assumptions
  }

  get providers(): readonly Provider[] {
    return [...this.#providers.values()]
  }

  getAssumptions(provider: Provider): Assumptions {
    return completeAssumptions(provider, this.#assumptions)
  }

  /** @throws HooksError usage */
  getProvider(name: string): Provider {
    const provider = this.#providers.get(name)
    if (provider !== undefined) return provider
    throw createUnknownNameError('provider', name, [...this.#providers.keys()])
  }

  /**
   * For a provider with custom event types, every well-formed name is accepted.
   *
   * @throws HooksError usage, naming the nearest known type
   */
  getEventType(provider: Provider, name: string): EventType {
    if (provider.events.hasOwnTypes === true) {
      checkEventTypeName(name)
      return {name, description: 'Custom event type.', schema: {}, sample: {}}
    }
    const type = provider.events.types.find((candidate) => candidate.name === name)
    if (type !== undefined) return type
    throw createUnknownEventError(name, [provider])
  }

  /** @throws HooksError usage, naming the first invalid fields */
  checkPayload(type: EventType, payload: Payload): void {
    this.#payloads.checkPayload(type, payload)
  }
}

function createUnknownNameError(what: string, name: string, known: readonly string[]): HooksError {
  const near = findNearest(name, known)
  return new HooksError('usage', `unknown ${what} ${JSON.stringify(name)}`, {
    hint: near === undefined ? `use one of ${known.join(', ')}` : `did you mean ${near}?`,
  })
}
