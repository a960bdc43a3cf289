import {expect, test} from 'vitest'
import {standingClock} from '../support/apivideo.ts'
import {accept, claimOne, deliver, EVENT, STORES, subscribe} from '../support/stores.ts'

const DAY_MS = 24 * 60 * 60 * 1000

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: an accepted event has a delivery for each webhook that subscribes to it`, async () => {
    await using store = await open(standingClock(1000))
    const first = await subscribe(store)
    const second = await subscribe(store, {events: ['other', EVENT]})
    await subscribe(store, {events: ['other']})
    await subscribe(store, {scope: '2'})
    await subscribe(store, {provider: 'mda'})

    const {event, deliveries, repeated} = await accept(store)

    expect(deliveries.map(({webhookId}) => webhookId)).toEqual([first.id, second.id])
    expect(repeated).toBe(false)
    expect(await store.events.get(event.id)).toEqual(event)
    expect(event).toMatchObject({scope: '1', payload: {type: EVENT}, createdAt: new Date(1000)})
    expect(await store.deliveries.get(deliveries[1]?.id ?? '')).toMatchObject({
      eventId: event.id,
      event: EVENT,
      state: 'pending',
      attemptCount: 0,
      dueAt: new Date(1000),
      body: `${event.id} to ${second.id}`,
      contentType: 'text/plain',
      attempts: [],
    })
  })

  test(`${engine}: an event for a single webhook creates no other delivery`, async () => {
    await using store = await open()
    await subscribe(store)
    const {id} = await subscribe(store)
    const {id: stranger} = await subscribe(store, {events: ['other']})

    const one = await accept(store, {webhookId: id})
    const none = await accept(store, {webhookId: stranger})

    expect(one.deliveries.map(({webhookId}) => webhookId)).toEqual([id])
    expect(none.deliveries).toEqual([])
  })

  test(`${engine}: an accepted event is still there after the store is closed and opened again`, async () => {
    await using store = await open()
    await subscribe(store)
    const {event, deliveries} = await accept(store)
    await store.close()

    await using reopened = await store.reopen()

    expect(await reopened.events.get(event.id)).toEqual(event)
    expect(await claimOne(reopened)).toMatchObject({id: deliveries[0]?.id, attemptCount: 1})
  })

  test(`${engine}: if a body cannot be rendered, nothing is stored`, async () => {
    await using store = await open()
    await subscribe(store)
    const bad = await subscribe(store)
    const key = {key: 'k', requestHash: 'h'}

    const accepted = accept(store, {
      idempotency: key,
      render(_event, {id}) {
        if (id === bad.id) throw new Error('no body')
        return {body: '', contentType: ''}
      },
    })

    await expect(accepted).rejects.toThrow('no body')
    expect(await store.events.list({limit: 10})).toEqual([])
    expect(await store.deliveries.list({limit: 10})).toEqual([])
    expect(await accept(store, {idempotency: key})).toMatchObject({repeated: false})
  })

  test(`${engine}: a disabled webhook gets no delivery, a paused one a held delivery`, async () => {
    await using store = await open()
    const disabled = await subscribe(store)
    const paused = await subscribe(store)
    await store.webhooks.update(disabled.id, {state: 'disabled'})
    await store.webhooks.update(paused.id, {state: 'paused'})

    const {deliveries} = await accept(store)

    expect(deliveries.map(({webhookId}) => webhookId)).toEqual([paused.id])
    expect(await store.queue.nextDueAt()).toBeUndefined()
    const [held] = await store.deliveries.list({limit: 10})
    expect(held).toMatchObject({state: 'pending'})
    expect(held).not.toHaveProperty('dueAt')
  })

  test(`${engine}: a provider may delay the first attempt`, async () => {
    const clock = standingClock(1000)
    await using store = await open(clock)
    await subscribe(store)

    await deliver(store, {render: () => ({body: '', contentType: '', delayMs: 5000})})

    expect(await store.queue.claim({attemptMs: 0, leaseMs: 1, limit: 10})).toEqual([])
    clock.advance(5000)
    expect(await store.queue.claim({attemptMs: 0, leaseMs: 1, limit: 10})).toHaveLength(1)
  })

  test(`${engine}: repeating a key and request creates one event, even concurrently`, async () => {
    await using store = await open()
    await subscribe(store)
    const idempotency = {key: 'k', requestHash: 'h'}

    const results = await Promise.all([1, 2, 3].map(() => accept(store, {idempotency})))

    const [first] = results
    expect(results).toMatchObject([
      {repeated: false},
      {repeated: true, event: first?.event, deliveries: first?.deliveries},
      {repeated: true, event: first?.event, deliveries: first?.deliveries},
    ])
    expect(await store.events.list({limit: 10})).toHaveLength(1)
  })

  test(`${engine}: the same key with a different request is a conflict`, async () => {
    await using store = await open()
    await accept(store, {idempotency: {key: 'k', requestHash: 'h'}})

    const again = accept(store, {idempotency: {key: 'k', requestHash: 'other'}})

    await expect(again).rejects.toMatchObject({code: 'conflict'})
    expect(await store.events.list({limit: 10})).toHaveLength(1)
  })

  test(`${engine}: a key is forgotten after a day`, async () => {
    const clock = standingClock(1000)
    await using store = await open(clock)
    const idempotency = {key: 'k', requestHash: 'h'}
    const first = await accept(store, {idempotency})

    clock.advance(DAY_MS - 1)
    expect(await accept(store, {idempotency})).toMatchObject({repeated: true})
    clock.advance(1)
    const second = await accept(store, {idempotency: {...idempotency, requestHash: 'other'}})

    expect(second).toMatchObject({repeated: false})
    expect(second.event.id).not.toBe(first.event.id)
    clock.advance(1)
    expect(
      await accept(store, {idempotency: {...idempotency, requestHash: 'other'}}),
    ).toMatchObject({
      repeated: true,
      event: {id: second.event.id},
    })
  })

  test(`${engine}: events are listed newest first, in pages, and can be filtered`, async () => {
    await using store = await open()
    const made = []
    for (const type of ['a', 'b', 'a', 'a']) made.push((await accept(store, {type})).event)
    await accept(store, {provider: 'mda', type: 'a'})
    const list = async (filter: {limit: number; before?: number}) =>
      (await store.events.list({provider: 'apivideo', type: 'a', ...filter})).map(({id}) => id)

    const [oldest, , older, newest] = made
    expect(await list({limit: 2})).toEqual([newest?.id, older?.id])
    expect(await list({limit: 2, before: older?.seq ?? 0})).toEqual([oldest?.id])
    expect(await list({limit: 2, before: oldest?.seq ?? 0})).toEqual([])
    await expect(store.events.get('nope')).rejects.toMatchObject({code: 'not_found'})
  })

  test(`${engine}: an event wakes those who wait for work, unless no webhook subscribes to it`, async () => {
    await using store = await open()
    const before = store.workArrived.count
    await accept(store)
    expect(store.workArrived.count).toBe(before)

    await subscribe(store)
    await accept(store)

    expect(store.workArrived.count).toBe(before + 1)
  })
}
