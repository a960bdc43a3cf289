import type {Answer} from '../output/answer.ts'
import {type ErrorReport, HooksError} from '../../core/errors.ts'
import type {Webhook, WebhookState} from '../../core/webhook.ts'
import {doAll, errorLine, failures, worstStatus} from '../../actions/webhooks/each-of-many.ts'
import type {BulkWork} from './delete-many.ts'
import {startProgress} from '../terminal/progress.ts'
import {requireVerb, type Target} from '../../actions/target/target.ts'
import {masked} from '../views/webhook.ts'

export type StateChanges = {
  /** Their secrets masked. */
  readonly webhooks: readonly Webhook[]
  readonly failed: readonly {readonly id: string; readonly error: ErrorReport}[]
}

export type StateChange = BulkWork & {
  readonly state: WebhookState
  /** What is said of one that was changed: `Disabled`. */
  readonly done: string
}

/**
 * Puts each webhook into the state. Of several, one that fails stops none, and the status is
 * that of the worst outcome.
 *
 * @throws HooksError where the target cannot, or the only one cannot be changed
 */
export async function setState(
  target: Target,
  all: readonly string[],
  {state, done, context, silent}: StateChange,
): Promise<Answer<StateChanges>> {
  if (state === 'paused') requirePause(target)
  else requireVerb(target, 'enable')
  const ids = [...new Set(all)]
  const change = async (id: string) => masked(await target.webhooks.update(id, {state}))
  using progress = startProgress(context.stderr, {total: ids.length, verb: 'changing', silent})
  const [only = '', another] = ids
  if (another === undefined) {
    const webhook = await change(only)
    progress.step(`${done} ${only}.`, 'done')
    return {result: {webhooks: [webhook], failed: []}, exitStatus: 0}
  }
  const outcomes = await doAll(ids, change, {
    progress,
    say: (id, outcome) => (outcome.ok ? `${done} ${id}.` : `${id}: ${errorLine(outcome.error)}`),
  })
  const result = {
    webhooks: outcomes.flatMap((outcome) => (outcome.ok ? [outcome.result] : [])),
    failed: failures(ids, outcomes).map(({item: id, error}) => ({id, error})),
  }
  return {result, exitStatus: worstStatus(outcomes)}
}

/**
 * Enables those that are paused.
 *
 * @throws HooksError conflict, when one is disabled: it would begin to get events
 */
export async function resume(
  target: Target,
  ids: readonly string[],
  work: BulkWork,
): Promise<Answer<StateChanges>> {
  requirePause(target)
  for (const id of ids) {
    const {state} = await target.webhooks.get(id)
    if (state !== 'disabled') continue
    throw new HooksError('conflict', `webhook ${id} is disabled, not paused`, {
      hint: `hooks enable ${id}`,
    })
  }
  return setState(target, ids, {...work, state: 'enabled', done: 'Resumed'})
}

/** @throws HooksError unsupported: no vendor holds deliveries back for later */
function requirePause(target: Target): void {
  if (target.kind === 'local') return
  throw new HooksError('unsupported', `${target.provider.label} cannot pause a webhook`, {
    hint: 'hooks disable stops it where the vendor can; a server of ours can pause: --profile local',
  })
}
