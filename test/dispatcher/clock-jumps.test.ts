import {expect, test} from 'vitest'
import type {Clock} from '../../src/core/clock.ts'
import {dispatching} from '../support/dispatching.ts'

const HOUR_MS = 3_600_000
const POLICY = {delaysMs: [5000, 5000], jitter: 0, honoursRetryAfter: false}

/** A clock that somebody sets, as they do the machine's. */
function settable(): Clock & {jump(ms: number): void} {
  let now = Date.now()
  return {now: () => now, jump: (ms) => void (now += ms)}
}

test('a clock set forward an hour begins no attempt beside one that is under way', async () => {
  const clock = settable()
  const {promise: answered, resolve: answer} = Promise.withResolvers<void>()
  await using hooks = await dispatching({clock, answer: async () => (await answered, {})})
  const ids = await Promise.all(Array.from({length: 20}, () => hooks.deliver()))
  await hooks.receiver.waitForFirst(20)

  clock.jump(HOUR_MS)
  const later = await hooks.deliver()
  await hooks.receiver.waitForFirst(21)
  answer()
  await hooks.recorded(21)

  expect(hooks.receiver.received).toHaveLength(21)
  for (const id of [...ids, later]) {
    expect(await hooks.store.deliveries.get(id)).toMatchObject({
      state: 'delivered',
      attemptCount: 1,
    })
  }
})

test('a clock set forward an hour makes each retry that waits once, and keeps the rest waiting', async () => {
  const clock = settable()
  await using hooks = await dispatching({
    clock,
    retryPolicy: POLICY,
    answer: () => ({status: 500}),
  })
  await Promise.all(Array.from({length: 20}, () => hooks.deliver()))
  await hooks.recorded(20)

  clock.jump(HOUR_MS)
  hooks.store.workArrived.notify()
  await hooks.recorded(40)
  await hooks.dispatcher.stop(0)

  expect(hooks.receiver.received).toHaveLength(40)
  expect(await hooks.store.queue.nextDueAt()).toBe(clock.now() + 5000)
})

test('a clock set back an hour keeps a webhook to its rate, and lets it wait no longer', async () => {
  const clock = settable()
  await using hooks = await dispatching({clock})
  await hooks.store.webhooks.update(hooks.webhookId, {delivery: {rateLimit: 1}})
  await hooks.deliver()
  await hooks.recorded(1)

  clock.jump(-HOUR_MS)
  const late = await hooks.deliver()
  await hooks.dispatcher.waitUntilQuiet()
  expect(await hooks.store.deliveries.get(late)).toMatchObject({attempts: []})
  expect(await hooks.dispatcher.findNextWakeAt()).toBe(clock.now() + 1000)
  clock.jump(1000)
  hooks.store.workArrived.notify()
  await hooks.recorded(2)

  expect(await hooks.store.deliveries.get(late)).toMatchObject({state: 'delivered'})
})

test.each([[-HOUR_MS], [-30 * 24 * HOUR_MS]])(
  'a clock set back by %i ms keeps no new event waiting, not even where the receiver was busy',
  async (ms) => {
    const clock = settable()
    let status = 429
    await using hooks = await dispatching({
      clock,
      retryPolicy: POLICY,
      answer: () => ({status}),
    })
    const early = await hooks.deliver()
    await hooks.recorded(1)

    status = 200
    clock.jump(ms)
    const late = await hooks.deliver()
    await hooks.recorded(2)

    expect(await hooks.store.deliveries.get(late)).toMatchObject({state: 'delivered'})
    // What was to come later comes by the clock that it was put down by.
    expect(await hooks.store.deliveries.get(early)).toMatchObject({state: 'pending'})
    clock.jump(-ms + 5000)
    hooks.store.workArrived.notify()
    await hooks.recorded(3)
    expect(await hooks.store.deliveries.get(early)).toMatchObject({state: 'delivered'})
  },
)
