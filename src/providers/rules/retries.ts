import type {Assumption} from '../contract/assumptions.ts'

/** A schedule as in `--retries`: a name, or delays of less than a month, one for each retry. */
const SCHEDULE =
  /^(?:vendor|standard|(?:\d{1,6}(?:ms|s)|\d{1,4}m|\d{1,3}h)(?:,(?:\d{1,6}(?:ms|s)|\d{1,4}m|\d{1,3}h)){0,49})$/

/** The retry schedule of one provider; `description` says what is known about it and what is assumed. */
export function createRetriesAssumption(description: string): Assumption {
  return {name: 'retries', description, default: 'vendor', pattern: SCHEDULE, example: '5s,5m,30m'}
}
