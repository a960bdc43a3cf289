import {expect, test} from 'vitest'
import {standingClock} from '../support/apivideo.ts'
import {
  ANSWERED,
  claimOne,
  deliver,
  EVENT,
  recordOf,
  REFUSED,
  STORES,
  subscribe,
  type TestStore,
} from '../support/stores.ts'

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: deliveries are listed newest first and can be filtered`, async () => {
    const clock = standingClock(1000)
    await using store = await open(clock)
    const {id: webhookId} = await subscribe(store, {events: [EVENT, 'b']})
    const first = await deliver(store)
    await store.queue.record([recordOf(await claimOne(store), ANSWERED, 'delivered')])
    clock.advance(1000)
    const second = await deliver(store, {type: 'b'})
    await subscribe(store, {provider: 'mda'})
    const third = await deliver(store, {provider: 'mda'})
    const {eventId} = await store.deliveries.get(second)
    const ids = async (filter = {}) =>
      (await store.deliveries.list({limit: 10, ...filter})).map(({id}) => id)

    expect(await ids()).toEqual([third, second, first])
    expect(await ids({state: 'pending'})).toEqual([third, second])
    expect(await ids({webhookId})).toEqual([second, first])
    expect(await ids({eventId})).toEqual([second])
    expect(await ids({provider: 'mda'})).toEqual([third])
    expect(await ids({event: 'b'})).toEqual([second])
    expect(await ids({since: new Date(1001)})).toEqual([third, second])
    expect(await ids({since: new Date(1000), state: 'delivered', provider: 'apivideo'})).toEqual([
      first,
    ])
    expect(await ids({state: 'failed'})).toEqual([])
  })

  test(`${engine}: pages have no gaps while new deliveries are created`, async () => {
    await using store = await open()
    await subscribe(store)
    const made = []
    for (let n = 0; n < 5; n++) made.push(await deliver(store))
    const page = (before?: number) =>
      store.deliveries.list({limit: 2, ...(before === undefined ? {} : {before})})

    const first = await page()
    await deliver(store)
    const second = await page(first.at(-1)?.seq)
    const third = await page(second.at(-1)?.seq)

    const ids = [first, second, third].flat().map(({id}) => id)
    expect(ids).toEqual(made.toReversed())
  })

  test(`${engine}: a delivery is found by its id or by a unique prefix of it`, async () => {
    const clock = standingClock(Date.UTC(2026, 0, 1))
    await using store = await open(clock)
    await subscribe(store)
    const id = await deliver(store)
    const letters = id.slice('dlv_'.length)

    for (const reference of [id, letters, letters.slice(0, 3), id.slice(0, 5)]) {
      expect(await store.deliveries.get(reference)).toMatchObject({id})
    }
    for (const reference of ['nope', `${id}x`, '%', `_${letters}`, letters.toLowerCase()]) {
      await expect(store.deliveries.get(reference)).rejects.toMatchObject({code: 'not_found'})
    }

    const twin = await deliver(store)
    await expect(store.deliveries.get(letters.slice(0, 3))).rejects.toMatchObject({code: 'usage'})
    expect(await store.deliveries.get(twin)).toMatchObject({id: twin})
  })

  test(`${engine}: an exact id takes precedence over longer ids that start with it`, async () => {
    await using store = await open()
    await subscribe(store)
    const id = await deliver(store)
    await deliver(store)
    await store.close()
    await store.tamper(`update deliveries set id = '${id}0' where id <> '${id}'`)

    await using reopened = await store.reopen()

    expect(await reopened.deliveries.get(id)).toMatchObject({id})
  })

  test(`${engine}: a retry restarts the schedule and keeps the attempts`, async () => {
    const clock = standingClock(1000)
    await using store = await open(clock)
    await subscribe(store)
    const id = await failDelivery(store)
    clock.advance(500)
    const seen = store.workArrived.count

    const retried = await store.deliveries.retry(id)

    expect(retried).toMatchObject({id, state: 'pending', dueAt: new Date(1500), attemptCount: 1})
    expect(store.workArrived.count).toBe(seen + 1)
    const claimed = await claimOne(store)
    expect(claimed).toMatchObject({attemptCount: 2, scheduleStart: 1})
    await store.queue.record([recordOf(claimed, ANSWERED, 'delivered')])
    const {state, attempts} = await store.deliveries.get(id)
    expect([state, attempts.map(({n}) => n)]).toEqual(['delivered', [1, 2]])
  })

  test(`${engine}: a retry during an attempt discards its outcome`, async () => {
    await using store = await open(standingClock(1000))
    await subscribe(store)
    const id = await deliver(store)
    const stale = await claimOne(store)

    await store.deliveries.retry(id)
    await store.queue.record([recordOf(stale, ANSWERED, 'delivered')])

    expect(await store.deliveries.get(id)).toMatchObject({state: 'pending', attempts: []})
    expect(await claimOne(store)).toMatchObject({id})
  })

  test(`${engine}: a retry waits for a paused webhook, and is a conflict for a deleted one`, async () => {
    await using store = await open(standingClock(1000))
    const {id: webhookId} = await subscribe(store)
    const id = await failDelivery(store)

    await store.webhooks.update(webhookId, {state: 'paused'})
    expect(await store.deliveries.retry(id)).not.toHaveProperty('dueAt')

    await store.webhooks.delete('apivideo', webhookId)
    await expect(store.deliveries.retry(id)).rejects.toMatchObject({code: 'conflict'})
    await expect(store.deliveries.retry('nope')).rejects.toMatchObject({code: 'not_found'})
    expect(await store.deliveries.get(id)).toMatchObject({state: 'cancelled'})
  })

  test(`${engine}: a delivery can be cancelled until it has ended, also during an attempt`, async () => {
    await using store = await open(standingClock(1000))
    await subscribe(store)
    const id = await deliver(store)
    const claimed = await claimOne(store)

    expect(await store.deliveries.cancel(id)).toMatchObject({id, state: 'cancelled'})
    await store.queue.record([recordOf(claimed, ANSWERED, 'delivered')])

    expect(await store.deliveries.get(id)).toMatchObject({state: 'cancelled', attempts: [{n: 1}]})
    expect(await store.queue.nextDueAt()).toBeUndefined()
    await expect(store.deliveries.cancel(id)).rejects.toMatchObject({
      code: 'conflict',
      message: `delivery ${id} is already cancelled`,
    })
    await expect(store.deliveries.cancel('nope')).rejects.toMatchObject({code: 'not_found'})
  })

  test(`${engine}: the response of a receiver is stored exactly`, async () => {
    await using store = await open()
    await subscribe(store)
    const id = await deliver(store)
    const headers = {'x-odd': `"\\ é`, 'set-cookie': ['a=1', 'b=2']}
    const answer = {headers, body: `\u0000 "'; \u202E 🎬 \uFFFD`, bodyError: 'too_large'}

    await store.queue.record([
      recordOf(
        await claimOne(store),
        {kind: 'answered', code: 200, answer, durationMs: 0},
        'delivered',
      ),
    ])

    expect(await store.deliveries.get(id)).toMatchObject({attempts: [{answer}]})
  })
}

async function failDelivery(store: TestStore): Promise<string> {
  const id = await deliver(store)
  await store.queue.record([recordOf(await claimOne(store), REFUSED, 'failed')])
  return id
}
