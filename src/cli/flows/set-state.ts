import type {CommandResult} from '../output/result.ts'
import type {ErrorReport} from '../../core/errors.ts'
import type {Webhook, WebhookState} from '../../core/webhook.ts'
import {
  doEach,
  formatErrorLine,
  listFailures,
  findWorstStatus,
} from '../../actions/webhooks/each-of-many.ts'
import type {BulkWork} from './delete-many.ts'
import {startProgress} from '../terminal/progress.ts'
import {checkResume, requirePause} from '../../actions/webhooks/pausing.ts'
import {requireVerb, type Target} from '../../actions/target/target.ts'
import {maskWebhook} from '../views/webhook.ts'

export type StateChanges = {
  /** With their secrets masked. */
  readonly webhooks: readonly Webhook[]
  readonly failed: readonly {readonly id: string; readonly error: ErrorReport}[]
}

export type StateChange = BulkWork & {
  readonly state: WebhookState
  /** The first word of the message about a changed webhook, such as `Disabled`. */
  readonly done: string
}

/**
 * Puts each webhook into the state. If there are several, a failure does not stop the others, and
 * the exit status is that of the worst outcome.
 *
 * @throws HooksError if the target does not support it, or if the only webhook cannot be changed
 */
export async function changeStates(
  target: Target,
  all: readonly string[],
  {state, done, context, silent}: StateChange,
): Promise<CommandResult<StateChanges>> {
  if (state === 'paused') requirePause(target)
  else requireVerb(target, 'enable')
  const ids = [...new Set(all)]
  const change = async (id: string) => maskWebhook(await target.webhooks.update(id, {state}))
  using progress = startProgress(context.stderr, {total: ids.length, verb: 'changing', silent})
  const [only = '', another] = ids
  if (another === undefined) {
    const webhook = await change(only)
    progress.step(`${done} ${only}.`, 'done')
    return {result: {webhooks: [webhook], failed: []}, exitStatus: 0}
  }
  using stop = context.createStopSignal()
  const outcomes = await doEach(ids, change, {
    progress,
    stopped: stop.signal,
    say: (id, outcome) =>
      outcome.ok ? `${done} ${id}.` : `${id}: ${formatErrorLine(outcome.error)}`,
  })
  const result = {
    webhooks: outcomes.flatMap((outcome) => (outcome.ok ? [outcome.result] : [])),
    failed: listFailures(ids, outcomes).map(({item: id, error}) => ({id, error})),
  }
  return {result, exitStatus: findWorstStatus(outcomes)}
}

/**
 * Enables the paused webhooks.
 *
 * @throws HooksError conflict, when one is disabled, since enabling it would start deliveries
 */
export async function resumeWebhooks(
  target: Target,
  ids: readonly string[],
  work: BulkWork,
): Promise<CommandResult<StateChanges>> {
  await checkResume(target, ids)
  return changeStates(target, ids, {...work, state: 'enabled', done: 'Resumed'})
}
