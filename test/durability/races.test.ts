import {expect, test} from 'vitest'
import {race} from '../support/races.ts'

/** One round; `npm run test:faults` runs for minutes. */
const EVENTS = 200
const TIMEOUT_MS = 120_000

test(
  'clients that change the same webhooks and deliveries at once break no guarantee',
  async () => {
    const {problems, done} = await race({events: EVENTS, seed: Date.now()})

    expect(problems).toEqual([])
    expect(Math.min(...Object.values(done))).toBeGreaterThan(0)
  },
  TIMEOUT_MS,
)
