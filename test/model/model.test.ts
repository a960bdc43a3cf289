import {expect, test} from 'vitest'
import {runModel} from '../support/model-run.ts'

const SHORT_MS = 8000
const TIMEOUT_MS = 60_000

test(
  'store and dispatcher behave like a model of them during random steps',
  async () => {
    const {runs, report} = await runModel({timeMs: SHORT_MS, seed: Date.now()})

    expect(report).toBe('')
    expect(runs).toBeGreaterThan(0)
  },
  TIMEOUT_MS,
)
