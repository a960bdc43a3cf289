import {HooksError} from '../../core/errors.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {Limitation} from '../../providers/contract/client.ts'
import {differences} from './differences.ts'
import {pairUp} from './pairing.ts'
import type {Planned, Wanted} from './wanted.ts'

/** One target, with what should be there and what is. */
export type Place = {
  readonly profile: string
  readonly wanted: readonly Wanted[]
  /** Oldest first. */
  readonly existing: readonly Webhook[]
}

export type PlanOptions = {
  /** Delete what is there and not wanted. */
  readonly prune: boolean
}

/** What makes the one of the other, in the order of `wanted`; deletions last. */
export function planPlace(place: Place, {prune}: PlanOptions): Planned[] {
  const {pairs, spare} = pairUp(place.wanted, place.existing, {prune})
  const planned = place.wanted.map((wanted) => planOne(wanted, pairs.get(wanted)))
  const {profile} = place
  const deletions = prune
    ? spare.map((existing) => ({action: 'delete', existing, profile}) as const)
    : []
  return [...planned, ...deletions]
}

export function isChange({action}: Planned): boolean {
  return action !== 'unchanged' && action !== 'refuse'
}

function planOne(wanted: Wanted, existing: Webhook | undefined): Planned {
  const {list, update} = wanted.limits
  if (existing === undefined) {
    const switches = wanted.state !== undefined && wanted.state !== 'enabled'
    if (list === undefined) return switchLimit(wanted, switches) ?? {action: 'create', wanted}
    return refuse(
      wanted,
      'unsupported',
      `${clause(list)}, so whether it is there cannot be known`,
      {
        hint: 'hooks create makes one, and this machine then knows of it',
      },
    )
  }
  const fields = differences(wanted, existing)
  if (fields.length === 0) return {action: 'unchanged', wanted, existing}
  const switches = fields.some(({field}) => field === 'state')
  const limit = switchLimit(wanted, switches)
  if (limit !== undefined) return limit
  const isSwitchOnly = switches && fields.length === 1
  if (update === undefined || isSwitchOnly) return {action: 'update', wanted, existing, fields}
  if (!wanted.protect) {
    return {action: 'replace', wanted, existing, fields, reason: clause(update)}
  }
  return refuse(
    wanted,
    'rejected',
    `it is protected, and ${clause(update)}: it would be replaced`,
    {
      hint: `take protect away from ${wanted.name}, or leave it as it is`,
    },
  )
}

/** The refusal of what would have to be switched on or off, where the vendor cannot. */
function switchLimit(wanted: Wanted, switches: boolean): Planned | undefined {
  const {enable} = wanted.limits
  if (!switches || enable === undefined) return undefined
  return refuse(wanted, 'unsupported', clause(enable), {hint: enable.instead})
}

function refuse(
  wanted: Wanted,
  code: 'unsupported' | 'rejected',
  message: string,
  options: {hint: string | undefined},
): Planned {
  return {action: 'refuse', wanted, error: new HooksError(code, message, options)}
}

/** An error's message is a clause, and the sentence of a capability ends with a full stop. */
function clause({reason}: Limitation): string {
  return reason.replace(/\.$/, '')
}
