import type {StoreContext} from '../../engines/context.ts'
import {beginBulk} from './begin.ts'
import {countBulk} from './count.ts'
import type {BulkChange, BulkRequest, BulkRun} from './run.ts'
import {stepBulk} from './step.ts'

/** Changes of many deliveries, in steps that leave room for others in between. */
export type BulkQueries = {
  /** @throws HooksError conflict, when the key came with another request before */
  begin(request: BulkRequest): Promise<BulkRun>
  /** Goes on with what has begun. @throws HooksError conflict */
  step(request: BulkRequest): Promise<BulkRun>
  /** How many deliveries it would be about. */
  count(change: BulkChange): Promise<number>
}

export function bulkQueries(context: StoreContext): BulkQueries {
  return {
    begin: (request) => beginBulk(context, request),
    step: (request) => stepBulk(context, request),
    count: (change) => countBulk(context, change),
  }
}
