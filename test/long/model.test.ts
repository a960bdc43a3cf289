import {expect, test} from 'vitest'
import {runModel} from '../support/model-run.ts'

const LONG_MS = 10 * 60_000
const TIMEOUT_MS = 15 * 60_000

test(
  'store and dispatcher behave like the model during ten minutes of random steps',
  async () => {
    const {runs, report} = await runModel({timeMs: LONG_MS, seed: Date.now()})

    expect(report).toBe('')
    expect(runs).toBeGreaterThan(100)
  },
  TIMEOUT_MS,
)
