import * as fc from 'fast-check'
import {expect, test} from 'vitest'
import type {Outcome, RetryPolicy} from '../../src/core/delivery.ts'
import {planNextAttempt} from '../../src/dispatcher/retry-policy.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const DAY_MS = 24 * 60 * 60 * 1000
const POLICY: RetryPolicy = {delaysMs: [5000, 60_000], jitter: 0.2, honoursRetryAfter: true}

function createOutcome(
  code: number,
  headers: Readonly<Record<string, string | string[]>> = {},
): Outcome {
  return {kind: 'answered', code, answer: {headers, body: ''}, durationMs: 1}
}

function plan(outcome: Outcome, changes: Partial<Parameters<typeof planNextAttempt>[0]> = {}) {
  return planNextAttempt({policy: POLICY, attempts: 1, outcome, now: NOW, chance: 0.5, ...changes})
}

/** Milliseconds from now to the next attempt. */
function computeWait(
  outcome: Outcome,
  changes: Partial<Parameters<typeof planNextAttempt>[0]> = {},
): number {
  const following = plan(outcome, changes)
  return typeof following === 'object' ? following.dueAt - NOW : Number.NaN
}

test.each([200, 201, 204, 299])('a %i response counts as delivered', (code) => {
  expect(plan(createOutcome(code))).toBe('delivered')
  expect(plan(createOutcome(code), {attempts: 99})).toBe('delivered')
})

test.each([100, 199, 300, 302, 400, 404, 429, 500, 503])('a %i response is retried', (code) => {
  expect(computeWait(createOutcome(code))).toBe(5000)
})

test('a 410 response leaves the delivery due for when its webhook is enabled again', () => {
  expect(computeWait(createOutcome(410))).toBe(0)
  expect(computeWait(createOutcome(410), {attempts: 99})).toBe(0)
})

test('an unreachable receiver is retried too', () => {
  expect(computeWait({kind: 'failed', reason: 'timeout', durationMs: 1})).toBe(5000)
})

test('without a response, a provider that retries only responses does not retry', () => {
  const policy = {...POLICY, retriesUnanswered: false}

  expect(plan({kind: 'failed', reason: 'timeout', durationMs: 1}, {policy})).toBe('failed')
  expect(computeWait(createOutcome(500), {policy})).toBe(5000)
})

test('each attempt uses the next delay, and after the last one the delivery fails', () => {
  expect(computeWait(createOutcome(500), {attempts: 2})).toBe(60_000)
  expect(plan(createOutcome(500), {attempts: 3})).toBe('failed')
  expect(plan(createOutcome(500), {policy: {...POLICY, delaysMs: []}})).toBe('failed')
})

test('a random delay differs by at most the jitter, in both directions', () => {
  expect(computeWait(createOutcome(500), {chance: 0})).toBe(4000)
  expect(computeWait(createOutcome(500), {chance: 1})).toBe(6000)
  expect(computeWait(createOutcome(500), {chance: 0, policy: {...POLICY, jitter: 0}})).toBe(5000)
})

test.each([
  ['120', 120_000],
  ['90', 90_000],
  [' 90 ', 90_000],
  [new Date(NOW + 90_000).toUTCString(), 90_000],
  ['1', 5000],
  ['0', 5000],
  ['-90', 5000],
  ['1.5', 5000],
  ['soon', 5000],
  ['1e99', 5000],
  ['Infinity', 5000],
  ['', 5000],
  [new Date(NOW - 90_000).toUTCString(), 5000],
  ['999999999999999999999', DAY_MS],
  [new Date(NOW + 30 * DAY_MS).toUTCString(), DAY_MS],
])('Retry-After: %s schedules the next attempt in %i ms', (value, waitMs) => {
  expect(computeWait(createOutcome(503, {'retry-after': value}))).toBe(waitMs)
})

test('Retry-After is ignored if the provider ignores it or if it is sent twice', () => {
  const policy = {...POLICY, honoursRetryAfter: false}
  expect(computeWait(createOutcome(503, {'retry-after': '90'}), {policy})).toBe(5000)
  expect(computeWait(createOutcome(503, {'retry-after': ['90', '80']}))).toBe(5000)
})

test('whatever the response, the next attempt is a whole number of milliseconds away', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({min: 411, max: 599}),
      fc.double({min: 0, max: 1, noNaN: true}),
      (value, code, chance) => {
        const waitMs = computeWait(createOutcome(code, {'retry-after': value}), {chance})
        expect(Number.isInteger(waitMs)).toBe(true)
        expect(waitMs).toBeGreaterThanOrEqual(4000)
        expect(waitMs).toBeLessThanOrEqual(DAY_MS)
      },
    ),
  )
})
