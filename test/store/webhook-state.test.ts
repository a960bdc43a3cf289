import {expect, test} from 'vitest'
import type {WebhookState} from '../../src/core/webhook.ts'
import {standingClock} from '../support/apivideo.ts'
import {
  accept,
  ANSWERED,
  claimOne,
  deliver,
  recordOf,
  REFUSED,
  STORES,
  subscribe,
} from '../support/stores.ts'

const HELD: readonly WebhookState[] = ['paused', 'disabled']

for (const [engine, open] of Object.entries(STORES)) {
  for (const state of HELD) {
    test(`${engine}: the deliveries of a ${state} webhook wait until it is enabled`, async () => {
      const clock = standingClock(1000)
      await using store = await open(clock)
      const {id: webhookId} = await subscribe(store)
      const id = await deliver(store)

      await store.webhooks.update(webhookId, {state})
      expect(await store.queue.claim({attemptMs: 0, leaseMs: 500, limit: 10})).toEqual([])
      expect(await store.deliveries.get(id)).not.toHaveProperty('dueAt')

      clock.advance(500)
      await store.webhooks.update(webhookId, {state: 'enabled'})
      expect(await store.deliveries.get(id)).toMatchObject({dueAt: new Date(1500)})
      expect(await claimOne(store)).toMatchObject({id, attemptCount: 1})
    })

    test(`${engine}: a webhook ${state} during an attempt gets no retry until enabled`, async () => {
      await using store = await open(standingClock(1000))
      const {id: webhookId} = await subscribe(store)
      const id = await deliver(store)
      const claimed = await claimOne(store)

      await store.webhooks.update(webhookId, {state})
      await store.queue.record([recordOf(claimed, REFUSED, {dueAt: 1000})])

      expect(await store.queue.claim({attemptMs: 0, leaseMs: 500, limit: 10})).toEqual([])
      expect(await store.deliveries.get(id)).toMatchObject({state: 'pending', attemptCount: 1})
      await store.webhooks.update(webhookId, {state: 'enabled'})
      expect(await claimOne(store)).toMatchObject({id, attemptCount: 2})
    })

    test(`${engine}: a webhook ${state} during an attempt that never ends waits too`, async () => {
      const clock = standingClock(1000)
      await using store = await open(clock)
      const {id: webhookId} = await subscribe(store)
      const id = await deliver(store)
      await claimOne(store, 500)

      await store.webhooks.update(webhookId, {state})
      clock.advance(500)

      expect(await store.queue.claim({attemptMs: 0, leaseMs: 500, limit: 10})).toEqual([])
      expect(await store.deliveries.get(id)).toMatchObject({state: 'pending', attemptCount: 1})
      expect(await store.queue.nextDueAt()).toBeUndefined()
      await store.webhooks.update(webhookId, {state: 'enabled'})
      expect(await claimOne(store)).toMatchObject({id, attemptCount: 2})
    })
  }

  test(`${engine}: pausing and enabling during an attempt starts no second one`, async () => {
    await using store = await open(standingClock(1000))
    const {id: webhookId} = await subscribe(store)
    const id = await deliver(store)
    const claimed = await claimOne(store)

    await store.webhooks.update(webhookId, {state: 'paused'})
    await store.webhooks.update(webhookId, {state: 'enabled'})

    expect(await store.queue.claim({attemptMs: 0, leaseMs: 500, limit: 10})).toEqual([])
    await store.queue.record([recordOf(claimed, ANSWERED, 'delivered')])
    expect(await store.deliveries.get(id)).toMatchObject({state: 'delivered', attemptCount: 1})
  })

  test(`${engine}: a webhook paused during an attempt that ends in 410 stays paused`, async () => {
    await using store = await open(standingClock(1000))
    const {id: webhookId} = await subscribe(store)
    await deliver(store)
    const claimed = await claimOne(store)

    await store.webhooks.update(webhookId, {state: 'paused'})
    await store.queue.record([{...recordOf(claimed, REFUSED, {dueAt: 1000}), health: 'gone'}])

    expect(await store.webhooks.get('apivideo', webhookId)).toMatchObject({state: 'paused'})
  })

  test(`${engine}: enabling a webhook wakes the waiting dispatcher`, async () => {
    await using store = await open()
    const {id} = await subscribe(store)
    await store.webhooks.update(id, {state: 'paused'})
    const seen = store.workArrived.count

    await store.webhooks.update(id, {state: 'enabled'})

    expect(store.workArrived.count).toBe(seen + 1)
  })

  test(`${engine}: a change of other fields leaves the deliveries unchanged`, async () => {
    const clock = standingClock(1000)
    await using store = await open(clock)
    const {id: webhookId} = await subscribe(store)
    const id = await deliver(store)
    clock.advance(500)

    await store.webhooks.update(webhookId, {url: 'https://example.org/new'})

    expect(await store.deliveries.get(id)).toMatchObject({dueAt: new Date(1000)})
    expect(await claimOne(store)).toMatchObject({webhook: {url: 'https://example.org/new'}})
  })

  test(`${engine}: deleting a webhook cancels only its pending deliveries`, async () => {
    await using store = await open(standingClock(1000))
    const {id: webhookId} = await subscribe(store)
    const done = await deliver(store)
    await store.queue.record([recordOf(await claimOne(store), ANSWERED, 'delivered')])
    const waiting = await deliver(store)
    const other = await subscribe(store, {provider: 'mda'})
    const kept = await deliver(store, {provider: 'mda'})

    await store.webhooks.delete('apivideo', webhookId)

    expect(await store.deliveries.get(done)).toMatchObject({state: 'delivered'})
    expect(await store.deliveries.get(waiting)).toMatchObject({state: 'cancelled'})
    expect(await claimOne(store)).toMatchObject({id: kept, webhook: {id: other.id}})
  })

  test(`${engine}: deleting a webhook during an attempt cancels the delivery and keeps the attempt`, async () => {
    await using store = await open(standingClock(1000))
    const {id: webhookId} = await subscribe(store)
    const id = await deliver(store)
    const claimed = await claimOne(store)

    await store.webhooks.delete('apivideo', webhookId)
    await store.queue.record([recordOf(claimed, REFUSED, {dueAt: 1000})])

    expect(await store.deliveries.get(id)).toMatchObject({
      state: 'cancelled',
      attempts: [{n: 1, reason: 'refused'}],
    })
    expect(await store.queue.nextDueAt()).toBeUndefined()
    await store.queue.release([claimed])
    expect(await store.queue.nextDueAt()).toBeUndefined()
    expect(await accept(store)).toMatchObject({deliveries: []})
  })
}
