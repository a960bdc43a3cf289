import {expect, test} from 'vitest'
import {systemClock} from '../../src/core/clock.ts'
import type {Change} from '../../src/store/rows/change.ts'
import {openStore} from '../../src/store/index.ts'
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

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: a claimed delivery stays hidden until its lease runs out`, async () => {
    const clock = standingClock(1000)
    await using store = await open(clock)
    const {id: webhookId} = await subscribe(store)
    const id = await deliver(store)
    const claim = () => store.queue.claim({attemptMs: 0, leaseMs: 500, limit: 10})

    expect(await claim()).toMatchObject([
      {id, claim: 1, attemptCount: 1, scheduleStart: 0, webhook: {id: webhookId}},
    ])
    clock.advance(499)
    expect(await claim()).toEqual([])
    clock.advance(1)
    expect(await claim()).toMatchObject([{id, claim: 2, attemptCount: 2}])
  })

  test(`${engine}: a claim that an attempt could outlast is rejected, and claims nothing`, async () => {
    await using store = await open()
    await subscribe(store)
    await deliver(store)

    for (const lease of [
      {attemptMs: 500, leaseMs: 500},
      {attemptMs: 501, leaseMs: 500},
      {attemptMs: 500, leaseMs: Number.NaN},
    ]) {
      await expect(store.queue.claim({...lease, limit: 10})).rejects.toThrow('is not longer than')
    }

    expect(await claimOne(store)).toMatchObject({claim: 1, attemptCount: 1})
  })

  test(`${engine}: claim takes the most overdue, up to its limit`, async () => {
    const clock = standingClock(30)
    await using store = await open(clock)
    await subscribe(store)
    const delayed = (delayMs: number) =>
      deliver(store, {render: () => ({body: '', contentType: '', delayMs})})
    await delayed(30)
    const oldest = await delayed(10)
    const old = await delayed(20)
    clock.advance(100)

    const claimed = await store.queue.claim({attemptMs: 0, leaseMs: 500, limit: 2})

    expect(new Set(claimed.map(({id}) => id))).toEqual(new Set([oldest, old]))
  })

  test(`${engine}: concurrent claims never share a delivery`, async () => {
    await using store = await open()
    await subscribe(store)
    for (let n = 0; n < 20; n++) await accept(store)

    const claims = await Promise.all(
      [1, 2, 3].map(() => store.queue.claim({attemptMs: 0, leaseMs: 5000, limit: 8})),
    )

    const ids = claims.flat().map(({id}) => id)
    expect(ids).toHaveLength(20)
    expect(new Set(ids).size).toBe(20)
  })

  test(`${engine}: an outcome is written with its attempt, and wakes waiters`, async () => {
    await using store = await open(standingClock(1000))
    await subscribe(store)
    const id = await deliver(store)
    const claimed = await claimOne(store)
    const seen = store.recorded.count

    await store.queue.record([recordOf(claimed, ANSWERED, 'delivered')])

    expect(store.recorded.count).toBe(seen + 1)
    const delivery = await store.deliveries.get(id)
    expect(delivery).toMatchObject({state: 'delivered', code: 204, attemptCount: 1, durationMs: 12})
    expect(delivery).not.toHaveProperty('dueAt')
    expect(delivery.attempts).toEqual([
      {
        n: 1,
        startedAt: new Date(1),
        durationMs: 12,
        headers: {'webhook-id': 'e'},
        code: 204,
        answer: {headers: {server: 'test'}, body: 'thanks'},
      },
    ])
    expect(await store.queue.nextDueAt()).toBeUndefined()
  })

  test(`${engine}: a delivery is due again when the policy says`, async () => {
    const clock = standingClock(1000)
    await using store = await open(clock)
    await subscribe(store)
    const id = await deliver(store)

    await store.queue.record([recordOf(await claimOne(store), REFUSED, {dueAt: 4000})])

    expect(await store.deliveries.get(id)).toMatchObject({
      state: 'pending',
      reason: 'refused',
      dueAt: new Date(4000),
      attempts: [{n: 1, reason: 'refused'}],
    })
    clock.advance(3000)
    await store.queue.record([recordOf(await claimOne(store), ANSWERED, 'failed')])
    const {attempts, ...over} = await store.deliveries.get(id)
    expect(over).toMatchObject({state: 'failed', code: 204, attemptCount: 2})
    expect(over).not.toHaveProperty('reason')
    expect(attempts.map(({n}) => n)).toEqual([1, 2])
  })

  test(`${engine}: the outcome of an expired claim is discarded`, async () => {
    const clock = standingClock(1000)
    await using store = await open(clock)
    await subscribe(store)
    const id = await deliver(store)
    const stale = await claimOne(store, 100)
    clock.advance(100)
    const present = await claimOne(store, 100)

    await store.queue.record([recordOf(stale, ANSWERED, 'delivered')])
    expect(await store.deliveries.get(id)).toMatchObject({state: 'pending', attempts: []})

    await store.queue.record([
      recordOf(present, REFUSED, 'failed'),
      recordOf(stale, ANSWERED, 'delivered'),
    ])
    expect(await store.deliveries.get(id)).toMatchObject({
      state: 'failed',
      attempts: [{n: 2, reason: 'refused'}],
    })
  })

  test(`${engine}: one turn writes outcomes and then claims what is due`, async () => {
    await using store = await open(standingClock(1000))
    await subscribe(store)
    const first = await deliver(store)
    const claimed = await claimOne(store)
    const second = await deliver(store)

    const next = await store.queue.turn([recordOf(claimed, REFUSED, {dueAt: 1000})], {
      attemptMs: 0,
      leaseMs: 500,
      limit: 10,
    })

    expect(next.map(({id, attemptCount}) => [id, attemptCount])).toEqual([
      [first, 2],
      [second, 1],
    ])
  })

  test(`${engine}: a released delivery is due at once, and its attempt does not count`, async () => {
    await using store = await open(standingClock(1000))
    await subscribe(store)
    const id = await deliver(store)
    const claimed = await claimOne(store)

    await store.queue.release([claimed])

    expect(await store.deliveries.get(id)).toMatchObject({attemptCount: 0, dueAt: new Date(1000)})
    expect(await claimOne(store)).toMatchObject({id, claim: 2, attemptCount: 1})
    await store.queue.release([claimed])
    expect(await store.queue.claim({attemptMs: 0, leaseMs: 1, limit: 10})).toEqual([])
  })

  test(`${engine}: deliveries claimed by a dead process are due after reopening`, async () => {
    await using store = await open(standingClock(1000))
    await subscribe(store)
    const id = await deliver(store)
    const lost = await claimOne(store, 60_000)
    await store.close()

    await using reopened = await store.reopen(standingClock(2000))

    const again = await claimOne(reopened)
    expect(again).toMatchObject({id, attemptCount: 2, body: lost.body})
    expect(again.claim).toBeGreaterThan(lost.claim)
    await reopened.queue.record([recordOf(lost, ANSWERED, 'delivered')])
    expect(await reopened.deliveries.get(id)).toMatchObject({state: 'pending'})
  })

  test(`${engine}: opening the store does not make a waiting retry due`, async () => {
    await using store = await open(standingClock(1000))
    await subscribe(store)
    await deliver(store)
    await store.queue.record([recordOf(await claimOne(store), REFUSED, {dueAt: 90_000})])
    await store.close()

    await using reopened = await store.reopen(standingClock(2000))

    expect(await reopened.queue.nextDueAt()).toBe(90_000)
  })

  for (const table of ['webhooks', 'bodies']) {
    test(`${engine}: a delivery without its row in ${table} is cancelled instead of claimed`, async () => {
      await using store = await open(standingClock(1000))
      await subscribe(store)
      const id = await deliver(store)
      await store.close()
      await store.tamper(`delete from ${table}`)

      await using reopened = await store.reopen(standingClock(2000))

      expect(await reopened.queue.claim({attemptMs: 0, leaseMs: 500, limit: 10})).toEqual([])
      expect(await reopened.deliveries.get(id)).toMatchObject({state: 'cancelled', attemptCount: 0})
      expect(await reopened.queue.nextDueAt()).toBeUndefined()
    })
  }
}

test('the end of a delivery is reported, whether it succeeded or failed', async () => {
  const told: string[] = []
  const onChange = ({type}: Change) => void told.push(type)
  await using store = await openStore('memory:', systemClock, {onChange})
  await subscribe(store)
  for (const [outcome, next] of [
    [ANSWERED, 'delivered'],
    [REFUSED, 'failed'],
  ] as const) {
    await deliver(store)
    await store.queue.record([recordOf(await claimOne(store), outcome, next)])
  }

  expect(told.filter((type) => type.startsWith('delivery.'))).toEqual([
    'delivery.delivered',
    'delivery.failed',
  ])
})
