import type {Assumption} from '../contract/assumptions.ts'

/** A schedule as `--retries` takes it: a name, or delays below a month, one for each further attempt. */
const SCHEDULE =
  /^(?:vendor|standard|(?:\d{1,6}(?:ms|s)|\d{1,4}m|\d{1,3}h)(?:,(?:\d{1,6}(?:ms|s)|\d{1,4}m|\d{1,3}h)){0,49})$/

/** The schedule of one provider's webhooks; `description` says what is known and assumed of it. */
export function createRetriesAssumption(description: string): Assumption {
  return {name: 'retries', description, default: 'vendor', pattern: SCHEDULE, example: '5s,5m,30m'}
}
