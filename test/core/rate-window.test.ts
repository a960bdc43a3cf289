import {expect, test} from 'vitest'
import {RateWindow} from '../../src/providers/emulator/rate-window.ts'
import {standingClock} from '../support/apivideo.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

test('a window allows up to its limit, rejects the rest, and is followed by a new one', () => {
  const clock = standingClock(HOUR_MS)
  const window = new RateWindow(2, MINUTE_MS, clock)

  const taken = [window.take(), window.take(), window.take()]
  clock.advance(MINUTE_MS - 1)
  const last = window.take()
  clock.advance(1)
  const next = window.take()

  expect(taken.map(({allowed, remaining}) => [allowed, remaining])).toEqual([
    [true, 1],
    [true, 0],
    [false, 0],
  ])
  expect(last).toMatchObject({allowed: false, resetSeconds: 1})
  expect(next).toEqual({limit: 2, remaining: 1, resetSeconds: 60, allowed: true})
})

test.each([1, 1000, MINUTE_MS, HOUR_MS])(
  'a clock set back by %i ms starts a new window, so that no wait exceeds one window',
  (ms) => {
    const clock = standingClock(HOUR_MS)
    const window = new RateWindow(1, MINUTE_MS, clock)
    window.take()

    clock.advance(-ms)
    const looked = window.look()
    const first = window.take()
    const refused = window.take()

    expect(looked).toEqual({limit: 1, remaining: 1, resetSeconds: 60, allowed: true})
    expect(first).toMatchObject({allowed: true, resetSeconds: 60})
    expect(refused).toMatchObject({allowed: false, resetSeconds: 60})
    clock.advance(MINUTE_MS)
    expect(window.take()).toMatchObject({allowed: true})
  },
)
