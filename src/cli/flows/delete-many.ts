import type {ErrorReport} from '../../core/errors.ts'
import {doAll, errorLine, failures, worstStatus} from '../../actions/webhooks/each-of-many.ts'
import type {ListView} from '../output/view.ts'
import {startProgress} from '../terminal/progress.ts'
import type {Target} from '../../actions/target/target.ts'
import type {World} from '../../context/context.ts'

export type Deletions = {
  readonly deleted: readonly {readonly id: string}[]
  readonly failed: readonly {readonly id: string; readonly error: ErrorReport}[]
}

export type BulkWork = {
  readonly world: World
  /** Machines read the answer: nothing is said. */
  readonly silent: boolean
}

/** Deletes each; one that fails stops none, and the worst status is set for the shell. */
export async function deleteAll(
  {webhooks}: Target,
  ids: readonly string[],
  {world, silent}: BulkWork,
): Promise<Deletions> {
  const write = (text: string) => void process.stderr.write(text)
  using progress = startProgress(world, {total: ids.length, verb: 'deleting', silent, write})
  const outcomes = await doAll(ids, (id) => webhooks.delete(id), {
    progress,
    say: (id, outcome) => (outcome.ok ? `Deleted ${id}.` : `${id}: ${errorLine(outcome.error)}`),
  })
  process.exitCode = worstStatus(outcomes)
  return {
    deleted: ids.filter((_, index) => outcomes[index]?.ok === true).map((id) => ({id})),
    failed: failures(ids, outcomes).map(({item: id, error}) => ({id, error})),
  }
}

type Row = {readonly id: string; readonly error?: ErrorReport}

export function deletion({deleted, failed}: Deletions): ListView<Row> {
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
