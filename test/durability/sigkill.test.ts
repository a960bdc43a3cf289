import {expect, test} from 'vitest'
import {killAtRandom} from '../support/kills.ts'

/** As many as fit into a few seconds; `npm run test:faults` kills it 500 times. */
const KILLS = 12
const TIMEOUT_MS = 240_000

test(
  'killing serve at random points under load breaks no guarantee for acknowledged events',
  async () => {
    const {problems, accepted, killed, holds, ordered} = await killAtRandom({
      kills: KILLS,
      seed: Date.now(),
    })

    expect(problems).toEqual([])
    expect(killed).toBe(KILLS)
    expect(accepted).toBeGreaterThan(KILLS / 2)
    expect(ordered).toBeGreaterThan(KILLS / 4)
    expect(holds).toBeGreaterThan(KILLS / 10)
  },
  TIMEOUT_MS,
)
