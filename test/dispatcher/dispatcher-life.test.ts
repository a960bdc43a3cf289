import {expect, test} from 'vitest'
import {openStore, type Store} from '../../src/store/index.ts'
import {standingClock} from '../support/apivideo.ts'
import {dispatching, newDispatcher, NO_RETRIES} from '../support/dispatching.ts'
import {startRawServer} from '../support/raw-server.ts'
import {claimOne, deliver, EVENT, subscribe} from '../support/stores.ts'

test('work that arrives just before the dispatcher goes idle wakes it', async () => {
  await using store = await openStore('memory:')
  const late: {deliver?: () => Promise<unknown>} = {}
  // Having found nothing to do, the dispatcher asks when the next delivery is due.
  let asked = 0
  const queue: Store['queue'] = {
    ...store.queue,
    async nextDueAt() {
      const dueAt = await store.queue.nextDueAt()
      if (++asked === 1) await late.deliver?.()
      return dueAt
    },
  }
  const receiving = dispatching({store: {...store, queue}})
  late.deliver = async () => deliver(store)
  await using hooks = await receiving

  await hooks.receiver.waitForFirst(1)
  expect(asked).toBeGreaterThanOrEqual(1)
})

test('a delivery that becomes due just after the check keeps the dispatcher awake', async () => {
  const clock = standingClock(Date.now())
  await using store = await openStore('memory:', clock)
  const delayMs = 5
  const queue: Store['queue'] = {
    ...store.queue,
    async turn(records, claim) {
      const claimed = await store.queue.turn(records, claim)
      if (claimed.length === 0 && records.length === 0) clock.advance(delayMs)
      return claimed
    },
  }
  const retryPolicy = {...NO_RETRIES, delaysMs: [delayMs]}
  const answer = () => ({status: 500})
  await using hooks = await dispatching({clock, store: {...store, queue}, retryPolicy, answer})

  await hooks.deliver()

  await hooks.recorded(2)
  expect(hooks.attempts).toHaveLength(2)
})

test('enabling a webhook sends its held deliveries at once', async () => {
  await using hooks = await dispatching()
  await hooks.store.webhooks.update(hooks.webhookId, {state: 'paused'})
  const id = await hooks.deliver()
  expect(hooks.receiver.received).toEqual([])

  await hooks.store.webhooks.update(hooks.webhookId, {state: 'enabled'})

  await hooks.recorded(1)
  expect(await hooks.store.deliveries.get(id)).toMatchObject({state: 'delivered'})
})

test('a webhook with an invalid URL does not delay others', async () => {
  await using hooks = await dispatching()
  await subscribe(hooks.store, {provider: 'broken', url: 'no address at all'})
  const bad = await deliver(hooks.store, {provider: 'broken', type: EVENT})
  const good = await hooks.deliver()

  await hooks.recorded(2)

  expect(await hooks.store.deliveries.get(bad)).toMatchObject({state: 'failed'})
  expect(await hooks.store.deliveries.get(good)).toMatchObject({state: 'delivered'})
})

test('a failing store is reported, and outcomes are written once it works again', async () => {
  await using store = await openStore('memory:')
  let failures = 2
  const queue: Store['queue'] = {
    ...store.queue,
    async turn(records, claim) {
      if (records.length > 0 && failures-- > 0) throw new Error('disk is full')
      return store.queue.turn(records, claim)
    },
  }
  await using hooks = await dispatching({store: {...store, queue}})
  const id = await hooks.deliver()

  await hooks.receiver.waitForFirst(1)
  while (hooks.errors.length === 0) await new Promise(setImmediate)
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  expect(hooks.errors).toHaveLength(1)
  // New work ends the pause after a failure.
  while (hooks.errors.length < 2) {
    store.workArrived.notify()
    await new Promise(setImmediate)
  }
  store.workArrived.notify()
  await hooks.recorded(1)

  expect(hooks.errors).toHaveLength(2)
  expect(await store.deliveries.get(id)).toMatchObject({state: 'delivered', attemptCount: 1})
  expect(hooks.receiver.received).toHaveLength(1)
})

test('stopping releases deliveries without a response, and claims no more', async () => {
  await using hooks = await dispatching({answer: () => 'hang'})
  const id = await hooks.deliver()
  await hooks.receiver.waitForFirst(1)

  await hooks.dispatcher.stop(10)
  await hooks.deliver()

  expect(await hooks.store.deliveries.get(id)).toMatchObject({
    state: 'pending',
    attemptCount: 0,
    attempts: [],
  })
  expect(await hooks.store.queue.claim({attemptMs: 0, leaseMs: 1, limit: 10})).toHaveLength(2)
  expect(hooks.errors).toEqual([])
})

test('stopping waits for an attempt that ends in time', async () => {
  const {promise: stopping, resolve: stop} = Promise.withResolvers<void>()
  const answer = async () => {
    await stopping
    return {}
  }
  await using hooks = await dispatching({answer})
  const id = await hooks.deliver()
  await hooks.receiver.waitForFirst(1)

  const stopped = hooks.dispatcher.stop(10_000)
  stop()
  await stopped

  expect(await hooks.store.deliveries.get(id)).toMatchObject({state: 'delivered', attemptCount: 1})
})

test('stopping counts a response whose body is incomplete', async () => {
  const {promise: begun, resolve: begin} = Promise.withResolvers<void>()
  await using server = await startRawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nthe')
    begin()
  })
  await using hooks = await dispatching()
  await subscribe(hooks.store, {provider: 'slow', url: server.url})
  const id = await deliver(hooks.store, {provider: 'slow'})
  await begun
  // After another complete delivery, the partial response has been read.
  await hooks.deliver()
  await hooks.recorded(1)

  await hooks.dispatcher.stop(0)

  expect(await hooks.store.deliveries.get(id)).toMatchObject({state: 'delivered', attemptCount: 1})
})

test('when the lease of a dead dispatcher expires, the next one sends the delivery', async () => {
  const clock = standingClock(Date.now())
  await using store = await openStore('memory:', clock)
  await using hooks = await dispatching({store, clock})
  await hooks.dispatcher.stop(0)
  const id = await hooks.deliver()
  await claimOne(store, 30_000)

  const next = newDispatcher(store, {clock})
  next.start()
  clock.advance(30_000)
  store.workArrived.notify()

  await hooks.recorded(1)
  await next.stop(0)
  expect(await store.deliveries.get(id)).toMatchObject({
    state: 'delivered',
    attemptCount: 2,
    attempts: [{n: 2}],
  })
})
