import {errorReport, EXIT_STATUS, HooksError, type ErrorReport} from '../../core/errors.ts'
import type {Fate, Progress} from './progress.ts'
import {stopSignal} from '../../context/stop-signal.ts'

/** Calls under way at once: quick enough for hundreds, and no vendor takes it for an attack. */
const CONCURRENCY = 4

/** What became of one of many. */
export type Outcome<Result> =
  | {readonly ok: true; readonly result: Result}
  | {readonly ok: false; readonly error: HooksError}

export type BulkOptions<Item, Result> = {
  readonly progress: Progress
  /** What became of one, as a sentence. */
  say(item: Item, outcome: Outcome<Result>): string
  /** Whether the work of which this is a part was stopped before. */
  readonly stopped?: AbortSignal
}

/**
 * Does the work for every item, a few at once, and goes on after one that fails: outcomes are in
 * the order of the items. A rate limit is sat out by the call that meets it. After Ctrl-C what has
 * begun is finished, and the rest counts as cancelled.
 */
export async function doAll<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  {progress, say, stopped}: BulkOptions<Item, Result>,
): Promise<Outcome<Result>[]> {
  using stop = stopSignal()
  const outcomes: Outcome<Result>[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) {
      const isOver = stop.signal.aborted || stopped?.aborted === true
      const outcome: Outcome<Result> = isOver
        ? {ok: false, error: new HooksError('cancelled', 'it was not begun')}
        : await attempt(() => work(item))
      outcomes[index] = outcome
      progress.step(say(item, outcome), fateOf(outcome))
    }
  }
  await Promise.all(Array.from({length: CONCURRENCY}, worker))
  return outcomes
}

function fateOf(outcome: Outcome<unknown>): Fate {
  if (outcome.ok) return 'done'
  return outcome.error.code === 'cancelled' ? 'not begun' : 'failed'
}

/** @throws whatever is not a HooksError */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Outcome<Result>> {
  try {
    return {ok: true, result: await work()}
  } catch (error) {
    if (error instanceof HooksError) return {ok: false, error}
    throw error
  }
}

/** The status for the shell: the highest of those that failed, 0 where none did. */
export function worstStatus(outcomes: readonly Outcome<unknown>[]): number {
  return Math.max(0, ...outcomes.map((each) => (each.ok ? 0 : EXIT_STATUS[each.error.code])))
}

/** `not_found: no webhook "x"; hint: …`, for a line among others. */
export function errorLine({code, message, hint}: HooksError): string {
  return `${code}: ${message}${hint === undefined ? '' : `; hint: ${hint}`}`
}

/** The failures, with what each was about. */
export function failures<Item, Result>(
  items: readonly Item[],
  outcomes: readonly Outcome<Result>[],
): {item: Item; error: ErrorReport}[] {
  return items.flatMap((item, index) => {
    const outcome = outcomes[index]
    return outcome === undefined || outcome.ok ? [] : [{item, error: errorReport(outcome.error)}]
  })
}
