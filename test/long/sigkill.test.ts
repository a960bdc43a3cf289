import {expect, test} from 'vitest'
import {killAtRandom} from '../support/kills.ts'

const KILLS = 500
const TIMEOUT_MS = 30 * 60_000

test(
  'killing serve at 500 random points under load breaks no guarantee for acknowledged events',
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
