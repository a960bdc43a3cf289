import {defined} from '../../core/defined.ts'
import {HooksError} from '../../core/errors.ts'
import type {NewWebhook, Webhook} from '../../core/webhook.ts'
import {changesOf} from './differences.ts'
import {type Done, type Planned, type Wanted, plannedName} from './wanted.ts'
import {doAll, type Outcome} from '../webhooks/each-of-many.ts'
import type {PlannedPlace} from './planning.ts'
import type {Progress} from '../webhooks/progress.ts'
import {stopSignal} from '../../context/stop-signal.ts'
import type {Target} from '../target/target.ts'

/** An item of the plan, and what became of it. */
export type Applied = {
  readonly planned: Planned
  readonly outcome: Outcome<Done>
}

type Task = {readonly planned: Planned; readonly target: Target}

const PAST = {create: 'Created', update: 'Changed', replace: 'Replaced', delete: 'Deleted'} as const

/**
 * Makes the targets as planned and goes on after an item that fails. Changes come first, then what
 * is new, then deletions: nothing goes before what takes its place is there. Where something at a
 * target failed, nothing is deleted there: what failed may be what takes its place.
 */
export async function applyPlan(
  places: readonly PlannedPlace[],
  progress: Progress,
): Promise<Applied[]> {
  const tasks = places.flatMap(({target, planned}) =>
    target === undefined ? [] : planned.map((each) => ({planned: each, target})),
  )
  using stop = stopSignal()
  const applied = new Map<Planned, Outcome<Done>>()
  const failed = new Set<Target>()
  const work = async (task: Task) => {
    if (task.planned.action === 'delete' && failed.has(task.target)) throw kept(task)
    return carryOut(task)
  }
  for (const actions of [['update'], ['create', 'replace'], ['delete']]) {
    const now = tasks.filter(({planned}) => actions.includes(planned.action))
    const outcomes = await doAll(now, work, {
      progress,
      say: ({planned}, outcome) => sentence(planned, outcome),
      stopped: stop.signal,
    })
    for (const [index, {planned, target}] of now.entries()) {
      const outcome = outcomes[index]
      if (outcome === undefined) continue
      applied.set(planned, outcome)
      if (!outcome.ok) failed.add(target)
    }
  }
  const all = places.flatMap(({planned}) => planned)
  return all.map((planned) => ({planned, outcome: applied.get(planned) ?? untouched(planned)}))
}

function untouched(planned: Planned): Outcome<Done> {
  if (planned.action === 'refuse') return {ok: false, error: planned.error}
  return {ok: true, result: {id: 'existing' in planned ? planned.existing.id : ''}}
}

async function carryOut({planned, target}: Task): Promise<Done> {
  const {webhooks} = target
  switch (planned.action) {
    case 'update': {
      const {wanted, existing, fields} = planned
      return webhooks.update(existing.id, changesOf(wanted, fields))
    }
    case 'create':
      return createWanted(target, planned.wanted)
    case 'replace':
      return replace(target, planned)
    case 'delete': {
      const {id} = planned.existing
      await webhooks.delete(id)
      return {id}
    }
    case 'unchanged':
    case 'refuse':
      return untouchedTask(planned)
  }
}

function untouchedTask({action}: Planned): never {
  throw new TypeError(`nothing is to be done for ${action}`)
}

function kept({planned, target}: Task): HooksError {
  const id = 'existing' in planned ? planned.existing.id : ''
  return new HooksError('conflict', 'it was kept, because something else failed there', {
    hint: `apply again, or: ${deleteCommand(target, id)}`,
  })
}

/** Targets create webhooks enabled; where another state is wanted, it is set at once. */
export async function createWanted(target: Target, wanted: Wanted): Promise<Webhook> {
  const {state} = wanted
  const created = await target.webhooks.create(newWebhook(wanted))
  if (state === undefined || state === created.state) return created
  const {id, secret, signingSecret} = created
  const changed = await orBoth(target.webhooks.update(id, {state}), {
    what: `${id} was created, but is not ${state}`,
    hint: deleteCommand(target, id),
  })
  return {
    ...changed,
    ...defined({secret, signingSecret}),
  }
}

/** The old one goes once the new one is there; between the two, events arrive twice. */
async function replace(
  target: Target,
  {wanted, existing}: Extract<Planned, {action: 'replace'}>,
): Promise<Done> {
  const {id} = await createWanted(target, wanted)
  const replacedId = existing.id
  const gone = target.webhooks.delete(replacedId).catch((error: unknown) => {
    if (!(error instanceof HooksError) || error.code !== 'not_found') throw error
  })
  await orBoth(gone, {
    what: `${id} was created, but ${replacedId} is still there`,
    hint: deleteCommand(target, replacedId),
  })
  return {id, replacedId}
}

/** The result of a second step, or an error that tells of the first one too. */
async function orBoth<Result>(
  step: Promise<Result>,
  {what, hint}: {what: string; hint: string},
): Promise<Result> {
  try {
    return await step
  } catch (error) {
    if (!(error instanceof HooksError)) throw error
    const {code, message, provider} = error
    throw new HooksError(code, `${what}: ${message}`, {hint, provider, cause: error})
  }
}

function deleteCommand({profile, scope}: Target, id: string): string {
  return `hooks delete ${id} --profile ${profile}${scope === undefined ? '' : ` --scope ${scope}`}`
}

function newWebhook(wanted: Wanted): NewWebhook {
  const {provider, kind, scope, url, events, secret} = wanted
  const options = withoutNull(wanted.options)
  const delivery = withoutNull(wanted.delivery)
  return {
    provider,
    url,
    events,
    ...defined({kind, scope, secret}),
    ...(Object.keys(options).length === 0 ? {} : {options}),
    ...(Object.keys(delivery).length === 0 ? {} : {delivery}),
  }
}

function withoutNull(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null))
}

function sentence(planned: Planned, outcome: Outcome<Done>): string {
  const name = plannedName(planned)
  if (!outcome.ok) return `${name}: ${outcome.error.message}`
  const {action} = planned
  const {id, replacedId} = outcome.result
  const done = action === 'unchanged' || action === 'refuse' ? action : PAST[action]
  return `${done} ${name} (${replacedId === undefined ? id : `${replacedId} by ${id}`}).`
}
