import {HooksError} from '../../core/errors.ts'
import type {Provider} from '../../providers/provider.ts'
import type {Limitation, Verb} from '../../providers/contract/client.ts'

/** Whether the vendor supports an operation; `partly` if only for some kinds of webhook. */
export type Ability = 'yes' | 'partly' | 'no'

/** The rows of the capability matrix, in the order in which users need them. */
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
export function findLimitation(
  {client}: Provider,
  verb: Verb,
  kind?: string,
): Limitation | undefined {
  const capability = client.capabilities[verb]
  if (capability === 'yes') return undefined
  const {kinds} = capability
  const applies = kinds === undefined || (kind !== undefined && kinds.includes(kind))
  return applies ? capability : undefined
}

export function findAbility({client}: Provider, verb: Verb): Ability {
  const capability = client.capabilities[verb]
  if (capability === 'yes') return 'yes'
  return capability.kinds === undefined ? 'no' : 'partly'
}

/** What the provider cannot do, with what hooks does instead. */
export function createUnsupportedError({reason, instead}: Limitation): HooksError {
  return new HooksError('unsupported', toClause({reason}), {hint: instead})
}

/** The reason of a limitation, which is a sentence, as an error message: without the full stop. */
export function toClause({reason}: Pick<Limitation, 'reason'>): string {
  return reason.replace(/\.$/, '')
}
