import {expect, test} from 'vitest'
import type {Clock} from '../../src/core/clock.ts'
import {dispatching} from '../support/dispatching.ts'

const HOUR_MS = 3_600_000
const POLICY = {delaysMs: [5000, 5000], jitter: 0, honoursRetryAfter: false}

/** A clock that can be set, like the clock of the machine. */
function createSettableClock(): Clock & {jump(ms: number): void} {
  let now = Date.now()
  return {now: () => now, jump: (ms) => void (now += ms)}
}

test('setting the clock forward an hour starts no second attempt while one is running', async () => {
  const clock = createSettableClock()
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

test('setting the clock forward an hour makes each waiting retry due once', async () => {
  const clock = createSettableClock()
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

test('setting the clock back an hour neither breaks a rate limit nor prolongs its wait', async () => {
  const clock = createSettableClock()
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
  'setting the clock back by %i ms does not delay new events, even if the receiver was busy',
  async (ms) => {
    const clock = createSettableClock()
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
    // A retry planned earlier is still due at its original time.
    expect(await hooks.store.deliveries.get(early)).toMatchObject({state: 'pending'})
    clock.jump(-ms + 5000)
    hooks.store.workArrived.notify()
    await hooks.recorded(3)
    expect(await hooks.store.deliveries.get(early)).toMatchObject({state: 'delivered'})
  },
)
