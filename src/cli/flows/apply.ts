import {isChange} from '../../actions/desired/plan.ts'
import {worstStatus} from '../../actions/webhooks/each-of-many.ts'
import {applyPlan} from '../../actions/desired/apply.ts'
import type {PlannedPlace} from '../../actions/desired/planning.ts'
import {diffText, summaryOf, toItem, type Item, type Summary} from '../views/desired.ts'
import {startProgress} from '../terminal/progress.ts'
import type {World} from '../../context/context.ts'

export type AppliedPlan = {readonly items: readonly Item[]; readonly summary: Summary}

export type Applying = {
  readonly world: World
  /** Machines read the answer: nothing is said. */
  readonly silent: boolean
  /** Asks the person, who may say no; undefined where that was done. */
  readonly confirm: ((question: string) => Promise<void>) | undefined
}

/**
 * Shows the plan, asks, carries it out, and sets the status for the shell.
 *
 * @throws HooksError cancelled, when the person says no; usage, when there is none to ask
 */
export async function applyDesired(
  places: readonly PlannedPlace[],
  {world, silent, confirm}: Applying,
): Promise<AppliedPlan> {
  const planned = places.flatMap((place) => place.planned)
  const total = planned.filter(isChange).length
  const write = (text: string) => void process.stderr.write(text)
  if (!silent)
    write(
      diffText(
        planned.map((each) => toItem(each)),
        world,
      ),
    )
  if (total > 0) await confirm?.(total === 1 ? 'Make this change?' : `Make these ${total} changes?`)

  using progress = startProgress(world, {total, verb: 'applying', silent, write})
  const applied = await applyPlan(places, progress)
  process.exitCode = worstStatus(applied.map(({outcome}) => outcome))
  const items = applied.map(({planned: each, outcome}) => toItem(each, outcome))
  return {items, summary: summaryOf(items)}
}
