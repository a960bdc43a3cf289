import type {CommandResult} from '../output/result.ts'
import type {ErrorReport} from '../../core/errors.ts'
import {
  doEach,
  formatErrorLine,
  listFailures,
  findWorstStatus,
} from '../../actions/webhooks/each-of-many.ts'
import type {ListView} from '../output/view.ts'
import {startProgress} from '../terminal/progress.ts'
import type {Target} from '../../actions/target/target.ts'
import type {Context} from '../../context/context.ts'

export type Deletions = {
  readonly deleted: readonly {readonly id: string}[]
  readonly failed: readonly {readonly id: string; readonly error: ErrorReport}[]
}

export type BulkWork = {
  readonly context: Context
  /** Print no messages, because a program reads the answer. */
  readonly silent: boolean
}

/**
 * Deletes each webhook, even if another one fails. The exit status is that of the worst outcome.
 */
export async function deleteAll(
  {webhooks}: Target,
  ids: readonly string[],
  {context, silent}: BulkWork,
): Promise<CommandResult<Deletions>> {
  using progress = startProgress(context.stderr, {total: ids.length, verb: 'deleting', silent})
  using stop = context.createStopSignal()
  const outcomes = await doEach(ids, (id) => webhooks.delete(id), {
    progress,
    stopped: stop.signal,
    say: (id, outcome) =>
      outcome.ok ? `Deleted ${id}.` : `${id}: ${formatErrorLine(outcome.error)}`,
  })
  const result = {
    deleted: ids.filter((_, index) => outcomes[index]?.ok === true).map((id) => ({id})),
    failed: listFailures(ids, outcomes).map(({item: id, error}) => ({id, error})),
  }
  return {result, exitStatus: findWorstStatus(outcomes)}
}

type Row = {readonly id: string; readonly error?: ErrorReport}

export function toDeletionView({deleted, failed}: Deletions): ListView<Row> {
  return {
    rows: [...deleted, ...failed],
    columns: [
      {name: 'id', value: ({id}) => id},
      {
        name: 'outcome',
        value: ({error}) => (error === undefined ? 'deleted' : error.code),
        tone: ({error}) => (error === undefined ? 'good' : 'bad'),
      },
      {name: 'problem', value: ({error}) => error?.message},
    ],
  }
}
