import {expect, test} from 'vitest'
import {VirtualClock} from '../../src/core/clock.ts'
import {updateHealth} from '../../src/dispatcher/health.ts'
import type {Reply} from '../../src/receiver/receiver.ts'
import {startVirtual} from '../support/virtual.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

test('a 410 response disables the webhook, and keeps its deliveries until it is enabled', async () => {
  const answer: {now: Reply} = {now: {status: 410}}
  await using hooks = await startVirtual({answer: () => answer.now})
  await hooks.publish()
  await hooks.advance('idle')

  expect(await hooks.webhook()).toMatchObject({state: 'disabled', disabledReason: 'gone'})
  expect(await hooks.deliveries()).toMatchObject([{state: 'pending', attemptCount: 1, code: 410}])

  answer.now = {}
  await hooks.control.webhooks.update(hooks.id, {state: 'enabled'})
  await hooks.advance('idle')

  expect(await hooks.webhook()).not.toHaveProperty('disabledReason')
  expect(await hooks.deliveries()).toMatchObject([{state: 'delivered', attemptCount: 2}])
})

test('five days of failures disable a webhook with a reason; its events are kept', async () => {
  await using hooks = await startVirtual({
    answer: () => ({status: 500}),
    // More than five days in total, even if jitter shortens every delay.
    retries: '12h,24h,24h,24h,48h,24h,24h',
  })
  await hooks.publish()

  await hooks.advance(4 * DAY_MS)
  expect(await hooks.webhook()).toMatchObject({state: 'enabled'})
  await hooks.advance(3 * DAY_MS)

  expect(await hooks.webhook()).toMatchObject({state: 'disabled', disabledReason: 'given_up'})
  expect(await hooks.deliveries()).toMatchObject([{state: 'pending'}])

  await hooks.control.webhooks.update(hooks.id, {state: 'enabled'})
  await hooks.advance(0)
  expect(await hooks.webhook()).toMatchObject({state: 'enabled'})
})

test('nothing waits after a busy receiver has accepted all deliveries', async () => {
  let tries = 0
  await using hooks = await startVirtual({
    answer: () => ({status: ++tries === 1 ? 429 : 200}),
    retries: '1h',
  })
  await hooks.control.webhooks.update(hooks.id, {delivery: {rateLimit: 1}})
  const startedAt = Date.parse((await hooks.control.clock.read()).now)
  await hooks.publish()
  await hooks.advance('idle')

  expect(await hooks.deliveries()).toMatchObject([{state: 'delivered', attemptCount: 2}])
  const endedAt = Date.parse((await hooks.control.clock.read()).now)
  expect(endedAt - startedAt).toBeLessThan(1.3 * HOUR_MS)
})

test.each([
  [5 * DAY_MS - 1, undefined],
  [5 * DAY_MS, 'given_up'],
])('after %i ms of failures a receiver is %s', (failingMs, health) => {
  const outcome = {kind: 'failed', reason: 'timeout', durationMs: 1} as const
  const webhook = {failingSince: new Date(0)}

  expect(updateHealth(webhook, {outcome, next: 'failed'}, failingMs)).toBe(health)
})

test.each(['interrupted', 'unsendable'] as const)(
  'an attempt that ended as %s says nothing about its receiver, healthy or long failing',
  (reason) => {
    const outcome = {kind: 'failed', reason, durationMs: 0} as const
    const days = (count: number) => ({failingSince: new Date(-count * DAY_MS)})

    for (const next of ['failed', {dueAt: 1}] as const) {
      expect(updateHealth({}, {outcome, next}, 0)).toBeUndefined()
      expect(updateHealth(days(1), {outcome, next}, 0)).toBeUndefined()
      expect(updateHealth(days(6), {outcome, next}, 0)).toBeUndefined()
    }
  },
)

test('a success restarts the five days', async () => {
  let tries = 0
  await using hooks = await startVirtual({
    answer: () => ({status: ++tries === 4 ? 200 : 500}),
    retries: '24h,24h,24h,24h,24h,24h',
  })
  await hooks.publish()
  await hooks.advance(3.6 * DAY_MS)
  await hooks.publish()

  await hooks.advance(3 * DAY_MS)

  expect(await hooks.webhook()).toMatchObject({state: 'enabled'})
})

test('endless 500s lead to ten attempts on the standard schedule, then a dead letter', async () => {
  await using hooks = await startVirtual({answer: () => ({status: 500}), retries: 'standard'})
  await hooks.publish()

  await hooks.advance(100 * HOUR_MS)

  const [delivery] = await hooks.deliveries()
  expect(delivery).toMatchObject({state: 'failed', attemptCount: 10})
  const {attempts} = await hooks.control.deliveries.get(delivery?.id ?? '')
  const starts = attempts.map(({startedAt}) => Date.parse(startedAt))
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0))
  const slots = [5000, 300_000, 1_800_000, 2, 5, 10, 14, 20, 24].map((n) =>
    n < 100 ? n * HOUR_MS : n,
  )
  for (const [index, gap] of gaps.entries()) {
    expect(gap / (slots[index] ?? 1)).toBeGreaterThanOrEqual(0.8)
    expect(gap / (slots[index] ?? 1)).toBeLessThanOrEqual(1.2)
  }
})

test('a webhook’s schedule overrides the server’s, and signatures use real time', async () => {
  await using hooks = await startVirtual({answer: () => ({status: 500}), retries: 'standard'})
  await hooks.control.webhooks.update(hooks.id, {delivery: {retries: '1h'}})
  await hooks.publish()

  await hooks.advance('idle')

  expect(await hooks.deliveries()).toMatchObject([{state: 'failed', attemptCount: 2}])
  const signedAt = Number(hooks.receiver.received.at(-1)?.headers['webhook-timestamp'])
  expect(Math.abs(signedAt - Date.now() / 1000)).toBeLessThan(60)
})

test('a webhook’s custom headers are sent, but never replace the standard ones', async () => {
  await using hooks = await startVirtual({})
  await hooks.control.webhooks.update(hooks.id, {delivery: {headers: {'x-tenant': 'blue'}}})
  await hooks.publish()

  const [received] = await hooks.receiver.waitForFirst(1)

  expect(received?.headers).toMatchObject({'x-tenant': 'blue', 'content-type': 'application/json'})
})

test('a real clock cannot be advanced', async () => {
  await using hooks = await startVirtual({real: true})

  await expect(hooks.control.clock.advance({ms: 1})).rejects.toMatchObject({
    code: 'unsupported',
    hint: 'start it with: hooks serve --clock virtual',
  })
  expect(await hooks.control.clock.read()).toMatchObject({kind: 'real'})
})

test('a virtual clock moves only when advanced, and only forward', () => {
  const clock = new VirtualClock(1000)

  clock.moveTo(500)
  expect(clock.now()).toBe(1000)
  clock.moveTo(2000)
  expect(clock.now()).toBe(2000)
})
