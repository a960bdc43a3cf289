import {expect, test} from 'vitest'
import {runModel} from '../support/model-run.ts'

const LONG_MS = 10 * 60_000
const TIMEOUT_MS = 15 * 60_000

test(
  'ten minutes of random steps find nothing in which store and dispatcher differ from the model',
  async () => {
    const {runs, report} = await runModel({timeMs: LONG_MS, seed: Date.now()})

    expect(report).toBe('')
    expect(runs).toBeGreaterThan(100)
  },
  TIMEOUT_MS,
)
