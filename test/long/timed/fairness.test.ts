import {expect, test} from 'vitest'
import {measureFairness} from '../../support/fairness.ts'

/** Long enough for the hanging attempts to time out and be replaced twice. */
const SECONDS = 50
const PER_SECOND = 100

test('a hanging receiver with 100,000 events does not double the waits of 99 healthy ones', async () => {
  const bound = 2

  const {alone, beside} = await measureFairness({
    backlog: 100_000,
    healthy: 99,
    hangMs: 20_000,
    events: SECONDS * PER_SECOND,
    perSecond: PER_SECOND,
    rounds: 4,
    bound,
  })

  console.log(
    `99th percentile: ${alone.toFixed(1)} ms alone, ${beside.toFixed(1)} ms beside a hanging one`,
  )
  expect(beside).toBeLessThanOrEqual(bound * alone)
})
