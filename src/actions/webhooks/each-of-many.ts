import {toErrorReport, EXIT_STATUS, HooksError, type ErrorReport} from '../../core/errors.ts'
import type {Fate, Progress} from './progress.ts'

/** Concurrent calls: fast enough for hundreds, and not mistaken for an attack by vendors. */
const CONCURRENCY = 4

/** The outcome for one item of many. */
export type TaskOutcome<Result> =
  | {readonly ok: true; readonly result: Result}
  | {readonly ok: false; readonly error: HooksError}

export type BulkOptions<Item, Result> = {
  readonly progress: Progress
  /** Describes an outcome in a sentence. */
  say(item: Item, outcome: TaskOutcome<Result>): string
  /** Once aborted, nothing more is started. */
  readonly stopped: AbortSignal
}

/**
 * Does the work for every item, a few at a time, and continues after one that fails. Outcomes are
 * in the order of the items. A rate limit is waited out by the call that meets it. Once
 * `stopped` is aborted, calls in progress are finished, and the rest counts as cancelled.
 */
export async function doEach<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  {progress, say, stopped}: BulkOptions<Item, Result>,
): Promise<TaskOutcome<Result>[]> {
  const outcomes: TaskOutcome<Result>[] = []
  const queue = items.entries()
  const workThrough = async () => {
    for (const [index, item] of queue) {
      const outcome: TaskOutcome<Result> = stopped.aborted
        ? {ok: false, error: new HooksError('cancelled', 'not started')}
        : await attempt(() => work(item))
      outcomes[index] = outcome
      progress.step(say(item, outcome), toFate(outcome))
    }
  }
  await Promise.all(Array.from({length: CONCURRENCY}, workThrough))
  return outcomes
}

function toFate(outcome: TaskOutcome<unknown>): Fate {
  if (outcome.ok) return 'done'
  return outcome.error.code === 'cancelled' ? 'not begun' : 'failed'
}

/** @throws whatever is not a HooksError */
export async function attempt<Result>(work: () => Promise<Result>): Promise<TaskOutcome<Result>> {
  try {
    return {ok: true, result: await work()}
  } catch (error) {
    if (error instanceof HooksError) return {ok: false, error}
    throw error
  }
}

/** The exit status: the highest of the failures, 0 if there are none. */
export function findWorstStatus(outcomes: readonly TaskOutcome<unknown>[]): number {
  return Math.max(0, ...outcomes.map((each) => (each.ok ? 0 : EXIT_STATUS[each.error.code])))
}

/** `not_found: no webhook "x"; hint: …`, for a line among others. */
export function formatErrorLine({code, message, hint}: HooksError): string {
  return `${code}: ${message}${hint === undefined ? '' : `; hint: ${hint}`}`
}

/** The failures, each with its item. */
export function listFailures<Item, Result>(
  items: readonly Item[],
  outcomes: readonly TaskOutcome<Result>[],
): {item: Item; error: ErrorReport}[] {
  return items.flatMap((item, index) => {
    const outcome = outcomes[index]
    return outcome === undefined || outcome.ok ? [] : [{item, error: toErrorReport(outcome.error)}]
  })
}
