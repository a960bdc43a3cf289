import type {CommandResult} from '../output/result.ts'
import {isChange} from '../../actions/desired/plan.ts'
import {findWorstStatus} from '../../actions/webhooks/each-of-many.ts'
import {applyPlan} from '../../actions/desired/apply.ts'
import type {PlannedPlace} from '../../actions/desired/planning.ts'
import {formatDiff, countActions, toItem, type Item, type Summary} from '../views/desired.ts'
import {startProgress} from '../terminal/progress.ts'
import type {Context} from '../../context/context.ts'

export type AppliedPlan = {readonly items: readonly Item[]; readonly summary: Summary}

export type Applying = {
  readonly context: Context
  /** Print no messages, because a program reads the answer. */
  readonly silent: boolean
  /** Asks for confirmation; undefined if it was given in advance. */
  readonly confirm: ((question: string) => Promise<void>) | undefined
}

/**
 * Shows the plan, asks for confirmation and carries it out. The exit status is that of the worst
 * outcome.
 *
 * @throws HooksError cancelled, when the answer is no; usage, without a terminal
 */
export async function runApply(
  places: readonly PlannedPlace[],
  {context, silent, confirm}: Applying,
): Promise<CommandResult<AppliedPlan>> {
  const planned = places.flatMap((place) => place.planned)
  const total = planned.filter(isChange).length
  if (!silent)
    context.stderr.write(
      formatDiff(
        planned.map((each) => toItem(each)),
        context,
      ),
    )
  if (total > 0) await confirm?.(total === 1 ? 'Make this change?' : `Make these ${total} changes?`)

  using progress = startProgress(context.stderr, {total, verb: 'applying', silent})
  using stop = context.createStopSignal()
  const applied = await applyPlan(places, {progress, stopped: stop.signal})
  const items = applied.map(({planned: each, outcome}) => toItem(each, outcome))
  const exitStatus = findWorstStatus(applied.map(({outcome}) => outcome))
  return {result: {items, summary: countActions(items)}, exitStatus}
}
