import {HooksError} from '../../core/errors.ts'
import type {Provider} from '../../providers/provider.ts'
import type {Limitation, Verb} from '../../providers/contract/client.ts'

/** What the vendor can do: for some kinds of webhook and not for others, `partly`. */
export type Ability = 'yes' | 'partly' | 'no'

/** The rows of the capability matrix, in the order in which people meet them. */
export const VERBS: readonly Verb[] = [
  'create',
  'list',
  'get',
  'update',
  'delete',
  'enable',
  'test',
  'secret',
]

/** Why the vendor cannot do this with webhooks of that kind; undefined where it can. */
export function limitation({client}: Provider, verb: Verb, kind?: string): Limitation | undefined {
  const capability = client.capabilities[verb]
  if (capability === 'yes') return undefined
  const {kinds} = capability
  const applies = kinds === undefined || (kind !== undefined && kinds.includes(kind))
  return applies ? capability : undefined
}

export function abilityOf({client}: Provider, verb: Verb): Ability {
  const capability = client.capabilities[verb]
  if (capability === 'yes') return 'yes'
  return capability.kinds === undefined ? 'no' : 'partly'
}

/** What the provider cannot do, with what hooks does instead. */
export function unsupported({reason, instead}: Limitation): HooksError {
  return new HooksError('unsupported', clause(reason), {hint: instead})
}

/** An error's message is a clause, and the sentence of a capability ends with a full stop. */
function clause(sentence: string): string {
  return sentence.replace(/\.$/, '')
}
