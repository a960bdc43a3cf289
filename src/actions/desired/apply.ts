import {defined} from '../../core/defined.ts'
import {HooksError} from '../../core/errors.ts'
import type {NewWebhook, Webhook} from '../../core/webhook.ts'
import {toWebhookChanges} from './differences.ts'
import {type Done, type Planned, type Wanted, namePlanned} from './wanted.ts'
import {doEach, type TaskOutcome} from '../webhooks/each-of-many.ts'
import type {PlannedPlace} from './planning.ts'
import type {Progress} from '../webhooks/progress.ts'
import type {Target} from '../target/target.ts'

/** An item of the plan and its outcome. */
export type Applied = {
  readonly planned: Planned
  readonly outcome: TaskOutcome<Done>
}

type Task = {readonly planned: Planned; readonly target: Target}

const PAST = {create: 'Created', update: 'Changed', replace: 'Replaced', delete: 'Deleted'} as const

/**
 * Carries out the plan and continues after an item that fails. Updates run first, then creations
 * and replacements, then deletions, so that nothing is deleted before its successor exists. Once an
 * item of a target has failed, nothing is deleted there: the failed item may be that successor.
 */
export async function applyPlan(
  places: readonly PlannedPlace[],
  {progress, stopped}: {progress: Progress; stopped: AbortSignal},
): Promise<Applied[]> {
  const tasks = places.flatMap(({target, planned}) =>
    target === undefined ? [] : planned.map((each) => ({planned: each, target})),
  )
  const applied = new Map<Planned, TaskOutcome<Done>>()
  const failed = new Set<Target>()
  const runTask = async (task: Task) => {
    if (task.planned.action === 'delete' && failed.has(task.target)) throw toKeptError(task)
    return carryOut(task)
  }
  for (const actions of [['update'], ['create', 'replace'], ['delete']]) {
    const now = tasks.filter(({planned}) => actions.includes(planned.action))
    const outcomes = await doEach(now, runTask, {
      progress,
      say: ({planned}, outcome) => describeStep(planned, outcome),
      stopped,
    })
    for (const [index, {planned, target}] of now.entries()) {
      const outcome = outcomes[index]
      if (outcome === undefined) continue
      applied.set(planned, outcome)
      if (!outcome.ok) failed.add(target)
    }
  }
  const all = places.flatMap(({planned}) => planned)
  return all.map((planned) => ({planned, outcome: applied.get(planned) ?? skipDependent(planned)}))
}

function skipDependent(planned: Planned): TaskOutcome<Done> {
  if (planned.action === 'refuse') return {ok: false, error: planned.error}
  return {ok: true, result: {id: 'existing' in planned ? planned.existing.id : ''}}
}

async function carryOut({planned, target}: Task): Promise<Done> {
  const {webhooks} = target
  switch (planned.action) {
    case 'update': {
      const {wanted, existing, fields} = planned
      return webhooks.update(existing.id, toWebhookChanges(wanted, fields))
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
      return refuseAction(planned)
  }
}

function refuseAction({action}: Planned): never {
  throw new TypeError(`action ${action} cannot be carried out`)
}

function toKeptError({planned, target}: Task): HooksError {
  const id = 'existing' in planned ? planned.existing.id : ''
  return new HooksError('conflict', 'not deleted, because another change to this target failed', {
    hint: `run hooks apply again, or delete it with: ${formatDeleteCommand(target, id)}`,
  })
}

/** Targets create webhooks enabled; another state is set right afterwards. */
export async function createWanted(target: Target, wanted: Wanted): Promise<Webhook> {
  const {state} = wanted
  const created = await target.webhooks.create(toNewWebhook(wanted))
  if (state === undefined || state === created.state) return created
  const {id, secret, signingSecret} = created
  const changed = await describeFirstStep(target.webhooks.update(id, {state}), {
    what: `${id} was created, but is not ${state}`,
    hint: formatDeleteCommand(target, id),
  })
  return {
    ...changed,
    ...defined({secret, signingSecret}),
  }
}

/** Creates the new webhook, then deletes the old one; in between, events arrive twice. */
async function replace(
  target: Target,
  {wanted, existing}: Extract<Planned, {action: 'replace'}>,
): Promise<Done> {
  const {id} = await createWanted(target, wanted)
  const replacedId = existing.id
  const gone = target.webhooks.delete(replacedId).catch((error: unknown) => {
    if (!(error instanceof HooksError) || error.code !== 'not_found') throw error
  })
  await describeFirstStep(gone, {
    what: `${id} was created, but ${replacedId} is still there`,
    hint: formatDeleteCommand(target, replacedId),
  })
  return {id, replacedId}
}

/** The result of a second step, or an error that mentions the first one too. */
async function describeFirstStep<Result>(
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

function formatDeleteCommand({profile, scope}: Target, id: string): string {
  return `hooks delete ${id} --profile ${profile}${scope === undefined ? '' : ` --scope ${scope}`}`
}

function toNewWebhook(wanted: Wanted): NewWebhook {
  const {provider, kind, scope, url, events, secret} = wanted
  const options = omitNull(wanted.options)
  const delivery = omitNull(wanted.delivery)
  return {
    provider,
    url,
    events,
    ...defined({kind, scope, secret}),
    ...(Object.keys(options).length === 0 ? {} : {options}),
    ...(Object.keys(delivery).length === 0 ? {} : {delivery}),
  }
}

function omitNull(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null))
}

function describeStep(planned: Planned, outcome: TaskOutcome<Done>): string {
  const name = namePlanned(planned)
  if (!outcome.ok) return `${name}: ${outcome.error.message}`
  const {action} = planned
  const {id, replacedId} = outcome.result
  const done = action === 'unchanged' || action === 'refuse' ? action : PAST[action]
  return `${done} ${name} (${replacedId === undefined ? id : `${replacedId} by ${id}`}).`
}
