import type {StoreContext} from '../../engines/context.ts'
import {beginBulk} from './begin.ts'
import {countBulk} from './count.ts'
import type {BulkChange, BulkRequest, BulkRun} from './run.ts'
import {stepBulk} from './step.ts'

/** Changes to many deliveries, in small steps so that other work can run in between. */
export type BulkQueries = {
  /** @throws HooksError conflict, when the key was already used for a different request */
  begin(request: BulkRequest): Promise<BulkRun>
  /** Runs the next step of a run that has begun. @throws HooksError conflict */
  step(request: BulkRequest): Promise<BulkRun>
  /** How many deliveries the change would affect. */
  count(change: BulkChange): Promise<number>
}

export function createBulkQueries(context: StoreContext): BulkQueries {
  return {
    begin: (request) => beginBulk(context, request),
    step: (request) => stepBulk(context, request),
    count: (change) => countBulk(context, change),
  }
}
