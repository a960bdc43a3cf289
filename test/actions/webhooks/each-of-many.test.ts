import {expect, test} from 'vitest'
import {doEach, findWorstStatus} from '../../../src/actions/webhooks/each-of-many.ts'
import {startProgress} from '../../../src/cli/terminal/progress.ts'
import {HooksError} from '../../../src/core/errors.ts'

const NEVER = new AbortController().signal

const createSilentReporter = () =>
  startProgress({isTerminal: false, write: () => {}}, {total: 0, verb: '', silent: true})

test('at most four items are in progress at once, and outcomes are in the order of the items', async () => {
  using progress = createSilentReporter()
  let under = 0
  let most = 0
  const work = async (item: number) => {
    under += 1
    most = Math.max(most, under)
    await new Promise(setImmediate)
    under -= 1
    return item * 2
  }

  const items = Array.from({length: 20}, (_, n) => n)
  const outcomes = await doEach(items, work, {progress, stopped: NEVER, say: () => ''})

  expect(most).toBe(4)
  expect(outcomes).toEqual(items.map((item) => ({ok: true, result: item * 2})))
})

test('a failing item does not stop the others, and the worst exit status is used', async () => {
  using progress = createSilentReporter()
  const work = async (code: 'not_found' | 'unreachable' | 'fine') => {
    if (code !== 'fine') throw new HooksError(code, 'it failed')
  }

  const outcomes = await doEach(['unreachable', 'not_found', 'fine'], work, {
    progress,
    stopped: NEVER,
    say: () => '',
  })

  expect(outcomes.map(({ok}) => ok)).toEqual([false, false, true])
  expect(findWorstStatus(outcomes)).toBe(6)
})

test('once stopped, nothing more is started', async () => {
  using progress = createSilentReporter()
  const begun: number[] = []
  const stop = new AbortController()
  const work = async (item: number) => {
    begun.push(item)
    if (item === 0) stop.abort()
    await new Promise(setImmediate)
  }

  const outcomes = await doEach([0, 1, 2, 3, 4, 5], work, {
    progress,
    stopped: stop.signal,
    say: () => '',
  })

  expect(begun).toEqual([0])
  expect(findWorstStatus(outcomes)).toBe(130)
})

test('an unexpected error is not an outcome', async () => {
  using progress = createSilentReporter()
  const work = () => Promise.reject(new TypeError('a bug'))

  await expect(doEach([1], work, {progress, stopped: NEVER, say: () => ''})).rejects.toThrow(
    'a bug',
  )
})
