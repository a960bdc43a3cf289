import {expect, test} from 'vitest'
import type {Outcome} from '../../src/core/delivery.ts'
import {Pace} from '../../src/dispatcher/pace.ts'

const OK: Outcome = {kind: 'answered', code: 200, answer: {headers: {}, body: ''}, durationMs: 1}
const BUSY: Outcome = {...OK, code: 429}
const TIMEOUT: Outcome = {kind: 'failed', reason: 'timeout', durationMs: 1}

test('a webhook has capacity for as many attempts as its limit allows', () => {
  const pace = new Pace({concurrency: 3})

  for (let n = 0; n < 3; n++) pace.begin('w', {}, 0)

  expect(pace.countFree('w', {}, 0)).toBe(0)
  expect(pace.listFull(0)).toEqual(['w'])
  pace.end('w', OK, {}, 0)
  expect(pace.countFree('w', {}, 0)).toBe(1)
  expect(pace.listFull(0)).toEqual([])
})

test('a webhook with strict order has capacity for one attempt', () => {
  const pace = new Pace({concurrency: 64})

  expect(pace.countFree('w', {fifo: true}, 0)).toBe(1)
  pace.begin('w', {fifo: true}, 0)
  expect(pace.countFree('w', {fifo: true}, 0)).toBe(0)
})

test.each([429, 502, 504])('a %i response halves the concurrency and starts a pause', (code) => {
  const pace = new Pace({concurrency: 8})
  pace.begin('w', {}, 0)

  pace.end('w', {...OK, code}, {}, 0)

  expect(pace.countFree('w', {}, 999)).toBe(0)
  expect(pace.findNextAt(0)).toBe(1000)
  expect(pace.countFree('w', {}, 1000)).toBe(4)
})

test('the pause doubles up to a minute, and a success ends it', () => {
  const pace = new Pace({concurrency: 8})
  let now = 0
  const pauses: number[] = []
  for (let n = 0; n < 8; n++) {
    pace.begin('w', {}, now)
    pace.end('w', BUSY, {}, now)
    const until = pace.findNextAt(now) ?? now
    pauses.push(until - now)
    now = until
  }

  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
  pace.begin('w', {}, now)
  pace.end('w', OK, {}, now)
  expect(pace.countFree('w', {}, now)).toBe(2)
  expect(pace.findNextAt(now)).toBeUndefined()
  pace.begin('w', {}, now)
  pace.end('w', BUSY, {}, now)
  expect(pace.findNextAt(now)).toBe(now + 1000)
})

test('a hanging receiver is sent less and less, but never nothing', () => {
  const pace = new Pace({concurrency: 8})
  for (let n = 0; n < 5; n++) {
    pace.begin('w', {}, 0)
    pace.end('w', TIMEOUT, {}, 0)
  }

  expect(pace.countFree('w', {}, 0)).toBe(1)
})

test('a rate limit allows that many attempts per second', () => {
  const pace = new Pace({concurrency: 64})
  const settings = {rateLimit: 2}
  expect(pace.countFree('w', settings, 0)).toBe(2)
  for (let n = 0; n < 2; n++) {
    pace.begin('w', settings, 0)
    pace.end('w', OK, settings, 0)
  }

  expect(pace.countFree('w', settings, 0)).toBe(0)
  expect(pace.findNextAt(0)).toBe(500)
  expect(pace.findNextAt(500)).toBeUndefined()
  expect(pace.countFree('w', settings, 499)).toBe(0)
  expect(pace.countFree('w', settings, 500)).toBe(1)
  expect(pace.countFree('w', settings, 60_000)).toBe(2)
})

test('a rate below one per second allows the first attempt at once', () => {
  const pace = new Pace({concurrency: 64})
  const settings = {rateLimit: 0.1}
  expect(pace.countFree('w', settings, 0)).toBe(1)
  pace.begin('w', settings, 0)
  pace.end('w', OK, settings, 0)

  expect(pace.countFree('w', settings, 9000)).toBe(0)
  expect(pace.countFree('w', settings, 10_000)).toBe(1)
})

test('setting the clock back does not change a rate', () => {
  const pace = new Pace({concurrency: 64})
  const settings = {rateLimit: 1}
  pace.begin('w', settings, 60_000)
  pace.end('w', OK, settings, 60_000)

  expect(pace.countFree('w', settings, 0)).toBe(0)
  expect(pace.countFree('w', settings, 1000)).toBe(1)
})
