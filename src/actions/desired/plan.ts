import {toClause} from '../target/capabilities.ts'
import {HooksError} from '../../core/errors.ts'
import type {Webhook} from '../../core/webhook.ts'
import {findDifferences} from './differences.ts'
import {pairUp} from './pairing.ts'
import type {Planned, Wanted} from './wanted.ts'

/** One target with its wanted and its existing webhooks. */
export type DesiredPlace = {
  readonly profile: string
  readonly wanted: readonly Wanted[]
  /** Oldest first. */
  readonly existing: readonly Webhook[]
}

export type PlanOptions = {
  /** Delete existing webhooks that are not wanted. */
  readonly prune: boolean
}

/** The steps from existing to wanted, in the order of `wanted`; deletions last. */
export function planPlace(place: DesiredPlace, {prune}: PlanOptions): Planned[] {
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
    if (list === undefined) return refuseSwitch(wanted, switches) ?? {action: 'create', wanted}
    return refuse(
      wanted,
      'unsupported',
      `${toClause(list)}, so it is unknown whether the webhook exists`,
      {
        hint: 'create it with hooks create, which records it on this machine',
      },
    )
  }
  const fields = findDifferences(wanted, existing)
  if (fields.length === 0) return {action: 'unchanged', wanted, existing}
  const switches = fields.some(({field}) => field === 'state')
  const limit = refuseSwitch(wanted, switches)
  if (limit !== undefined) return limit
  const isSwitchOnly = switches && fields.length === 1
  if (update === undefined || isSwitchOnly) return {action: 'update', wanted, existing, fields}
  if (!wanted.protect) {
    return {action: 'replace', wanted, existing, fields, reason: toClause(update)}
  }
  return refuse(
    wanted,
    'rejected',
    `it is protected, but would have to be replaced: ${toClause(update)}`,
    {
      hint: `remove protect from ${wanted.name}, or leave the webhook unchanged`,
    },
  )
}

/** Refuses to enable or disable a webhook if the vendor cannot do so. */
function refuseSwitch(wanted: Wanted, switches: boolean): Planned | undefined {
  const {enable} = wanted.limits
  if (!switches || enable === undefined) return undefined
  return refuse(wanted, 'unsupported', toClause(enable), {hint: enable.instead})
}

function refuse(
  wanted: Wanted,
  code: 'unsupported' | 'rejected',
  message: string,
  options: {hint: string | undefined},
): Planned {
  return {action: 'refuse', wanted, error: new HooksError(code, message, options)}
}
