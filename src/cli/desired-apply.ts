import {HooksError} from '../core/errors.ts'
import type {NewWebhook, Webhook} from '../core/webhook.ts'
import {changesOf} from '../desired/differences.ts'
import type {Planned, Wanted} from '../desired/plan.ts'
import {doAll, type Outcome} from './bulk.ts'
import type {PlannedPlace} from './desired-state.ts'
import {nameOf} from './desired-view.ts'
import type {Progress} from './progress.ts'
import type {Target} from './target.ts'

/** An item of the plan, and what became of it. */
export type Applied = {
  readonly planned: Planned
  readonly outcome: Outcome<{readonly id: string}>
}

type Task = {readonly planned: Planned; readonly target: Target}

const PAST = {create: 'Created', update: 'Changed', replace: 'Replaced', delete: 'Deleted'} as const

/**
 * Makes the targets as planned and goes on after an item that fails. Changes come first, then what
 * is new, then deletions: nothing goes before what takes its place is there.
 */
export async function applyPlan(
  places: readonly PlannedPlace[],
  progress: Progress,
): Promise<Applied[]> {
  const tasks = places.flatMap(({target, planned}) =>
    target === undefined ? [] : planned.map((each) => ({planned: each, target})),
  )
  const applied = new Map<Planned, Outcome<{id: string}>>()
  for (const actions of [['update'], ['create', 'replace'], ['delete']]) {
    const now = tasks.filter(({planned}) => actions.includes(planned.action))
    const outcomes = await doAll(now, carryOut, {
      progress,
      say: ({planned}, outcome) => sentence(planned, outcome),
    })
    for (const [index, {planned}] of now.entries()) {
      const outcome = outcomes[index]
      if (outcome !== undefined) applied.set(planned, outcome)
    }
  }
  const all = places.flatMap(({planned}) => planned)
  return all.map((planned) => ({planned, outcome: applied.get(planned) ?? untouched(planned)}))
}

function untouched(planned: Planned): Outcome<{id: string}> {
  if (planned.action === 'refuse') return {ok: false, error: planned.error}
  return {ok: true, result: {id: 'existing' in planned ? planned.existing.id : ''}}
}

async function carryOut({planned, target}: Task): Promise<{id: string}> {
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

/** Targets create webhooks enabled; where another state is wanted, it is set at once. */
export async function createWanted(target: Target, wanted: Wanted): Promise<Webhook> {
  const {state} = wanted
  const created = await target.webhooks.create(newWebhook(wanted))
  if (state === undefined || state === created.state) return created
  const {secret, signingSecret} = created
  return {
    ...(await target.webhooks.update(created.id, {state})),
    ...(secret === undefined ? {} : {secret}),
    ...(signingSecret === undefined ? {} : {signingSecret}),
  }
}

/** The old one goes once the new one is there; between the two, events arrive twice. */
async function replace(
  target: Target,
  {wanted, existing}: Extract<Planned, {action: 'replace'}>,
): Promise<{id: string}> {
  const created = await createWanted(target, wanted)
  try {
    await target.webhooks.delete(existing.id)
  } catch (error) {
    if (!(error instanceof HooksError)) throw error
    if (error.code === 'not_found') return created
    const message = `${created.id} was created, but ${existing.id} is still there: ${error.message}`
    const hint = `hooks delete ${existing.id} --profile ${target.profile}`
    throw new HooksError(error.code, message, {hint, cause: error})
  }
  return created
}

function newWebhook(wanted: Wanted): NewWebhook {
  const {provider, kind, scope, url, events, secret} = wanted
  const options = withoutNull(wanted.options)
  const delivery = withoutNull(wanted.delivery)
  return {
    provider,
    url,
    events,
    ...(kind === undefined ? {} : {kind}),
    ...(scope === undefined ? {} : {scope}),
    ...(secret === undefined ? {} : {secret}),
    ...(Object.keys(options).length === 0 ? {} : {options}),
    ...(Object.keys(delivery).length === 0 ? {} : {delivery}),
  }
}

function withoutNull(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null))
}

function sentence(planned: Planned, outcome: Outcome<{id: string}>): string {
  const name = nameOf(planned)
  if (!outcome.ok) return `${name}: ${outcome.error.message}`
  const {action} = planned
  const done = action === 'unchanged' || action === 'refuse' ? action : PAST[action]
  return `${done} ${name} (${outcome.result.id}).`
}
