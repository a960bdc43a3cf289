import {isJsonObject} from '../../core/payload/json-object.ts'
import {defined} from '../../core/defined.ts'
import {Chalk} from 'chalk'
import {toErrorReport, EXIT_STATUS, type ErrorReport} from '../../core/errors.ts'
import {
  type Difference,
  type Planned,
  type Done,
  namePlanned,
} from '../../actions/desired/wanted.ts'
import {isChange} from '../../actions/desired/plan.ts'
import type {TaskOutcome} from '../../actions/webhooks/each-of-many.ts'
import type {PlannedPlace} from '../../actions/desired/planning.ts'
import type {Column} from '../output/view.ts'
import {escapeInvisible, formatVisibleJson} from '../../core/masking/visible.ts'
import type {Context} from '../../context/context.ts'

/** An item of a plan, as JSON shows it. */
export type Item = {
  readonly action: Planned['action']
  readonly name: string
  readonly profile: string
  readonly provider?: string
  readonly url: string
  /** Id of the existing webhook or of the one created. */
  readonly id?: string
  /** Id of the webhook that it replaced. */
  readonly replacedId?: string
  readonly fields?: readonly Difference[]
  readonly reason?: string
  /** Why it was refused or failed. */
  readonly error?: ErrorReport
}

/** How many items there are of each action. */
export type Summary = Readonly<Record<Planned['action'], number>>

export const ITEM_COLUMNS: readonly Column<Item>[] = [
  {name: 'action', value: ({action}) => action},
  {name: 'name', value: ({name}) => name},
  {name: 'profile', value: ({profile}) => profile},
  {name: 'provider', value: ({provider}) => provider},
  {name: 'url', value: ({url}) => url},
  {name: 'id', value: ({id}) => id},
  {name: 'changes', value: ({fields = []}) => fields.map(formatChange).join('; ')},
  {name: 'problem', value: ({error}) => error?.message},
]

const SIGNS = {
  create: {sign: '+', tone: 'green'},
  update: {sign: '~', tone: 'yellow'},
  replace: {sign: '±', tone: 'yellow'},
  delete: {sign: '-', tone: 'red'},
  refuse: {sign: '!', tone: 'red'},
} as const

export function toItem(planned: Planned, outcome?: TaskOutcome<Done>): Item {
  const {profile, url, provider} = summarizePlanned(planned)
  const replacedId = outcome?.ok === true ? outcome.result.replacedId : undefined
  const id = findId(planned, outcome)
  const failed = outcome?.ok === false ? outcome.error : undefined
  const error = planned.action === 'refuse' ? planned.error : failed
  return {
    action: planned.action,
    name: namePlanned(planned),
    profile,
    ...defined({provider}),
    url,
    ...defined({id, replacedId}),
    ...('fields' in planned ? {fields: planned.fields.map(maskDifference)} : {}),
    ...('reason' in planned ? {reason: planned.reason} : {}),
    ...(error === undefined ? {} : {error: toErrorReport(error)}),
  }
}

export function countActions(items: readonly Item[]): Summary {
  const count = (action: Item['action']) => items.filter((each) => each.action === action).length
  return {
    create: count('create'),
    update: count('update'),
    replace: count('replace'),
    delete: count('delete'),
    unchanged: count('unchanged'),
    refuse: count('refuse'),
  }
}

/** The exit status: 0 without changes, 8 with changes, or the highest status of refused items. */
export function choosePlanStatus(places: readonly PlannedPlace[]): number {
  const planned = places.flatMap((place) => place.planned)
  const errors = planned.flatMap((each) => (each.action === 'refuse' ? [each.error] : []))
  const changes = planned.some(isChange) ? EXIT_STATUS.expectation_unmet : 0
  const worst = Math.max(0, ...errors.map(({code}) => EXIT_STATUS[code]))
  return worst === 0 ? changes : worst
}

/** The diff for people: one line per change with its fields below, and the counts at the end. */
export function formatDiff(items: readonly Item[], {stdout, env}: Context): string {
  const chalk = new Chalk({level: stdout.isTerminal && env.colour ? 1 : 0})
  const blocks = items.flatMap((item) => {
    if (item.action === 'unchanged') return []
    const {sign, tone} = SIGNS[item.action]
    const paint = chalk[tone]
    const head = paint(`${sign} ${item.action} ${escapeInvisible(formatHeading(item))}`)
    return [head, ...formatDetails(item).map((line) => `    ${escapeInvisible(line)}`)]
  })
  return [...blocks, formatCounts(countActions(items))].map((line) => `${line}\n`).join('')
}

function formatCounts({
  create,
  update,
  replace,
  delete: deleted,
  unchanged,
  refuse,
}: Summary): string {
  const parts = [
    [create, 'to create'],
    [update, 'to change'],
    [replace, 'to replace'],
    [deleted, 'to delete'],
    [refuse, 'refused'],
    [unchanged, 'unchanged'],
  ] as const
  const shown = parts.filter(([n, what]) => n > 0 || what === 'unchanged')
  return `${shown.map(([n, what]) => `${n} ${what}`).join(', ')}.`
}

function formatHeading({name, profile, provider, url, id}: Item): string {
  const where = `(${[profile, provider].filter((each) => each !== undefined).join(', ')})`
  const called = name === url ? url : `${name} ${url}`
  return [called, where, id].filter((each) => each !== undefined).join(' ')
}

function formatDetails({fields = [], reason, error}: Item): string[] {
  const why =
    reason === undefined ? [] : [`${reason}: a new one is created, then the old one is deleted`]
  const problem =
    error === undefined ? [] : [error.message, ...(error.hint === undefined ? [] : [error.hint])]
  return [...why, ...fields.map(formatChange), ...problem]
}

function formatChange({field, before, after}: Difference): string {
  if (before === undefined && after === undefined) return `${field}: value differs`
  return `${field}: ${formatValue(before)} -> ${formatValue(after)}`
}

function formatValue(value: unknown): string {
  if (value === undefined || value === null) return 'none'
  if (Array.isArray(value)) return value.join(',')
  return typeof value === 'string' ? value : formatVisibleJson(value)
}

/** Masks delivery headers: they may hold credentials. */
function maskDifference({field, before, after}: Difference): Difference {
  if (field !== 'delivery.headers') return {field, ...defined({before, after})}
  return {
    field,
    ...defined({before: maskHeaderValues(before), after: maskHeaderValues(after)}),
  }
}

function maskHeaderValues(headers: unknown): unknown {
  if (!isJsonObject(headers)) return headers
  return Object.fromEntries(Object.keys(headers).map((name) => [name, '…']))
}

function summarizePlanned(planned: Planned): {profile: string; url: string; provider?: string} {
  if ('wanted' in planned) return planned.wanted
  const {profile, existing} = planned
  return {profile, url: existing.url, provider: existing.provider}
}

function findId(planned: Planned, outcome?: TaskOutcome<Done>): string | undefined {
  if (outcome?.ok === true && outcome.result.id !== '') return outcome.result.id
  return 'existing' in planned ? planned.existing.id : undefined
}
