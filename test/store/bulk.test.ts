import {expect, test} from 'vitest'
import type {BulkRequest} from '../../src/store/deliveries/bulk/run.ts'
import type {Store} from '../../src/store/index.ts'
import {accept, EVENT, STORES, subscribe} from '../support/stores.ts'

const REQUEST = {key: 'k', requestHash: 'h'}
const CANCEL: BulkRequest = {...REQUEST, key: 'c', action: 'cancel', filter: {event: EVENT}}
const RETRY: BulkRequest = {...REQUEST, action: 'retry', filter: {event: EVENT}}
const COUNT = 2600

/** Runs or continues a bulk request to its end. */
async function finish(store: Store, request: BulkRequest) {
  let run = await store.bulk.begin(request)
  while (!run.done) run = await store.bulk.step(request)
  return run
}

/** Accepts `count` events for one webhook, and cancels their deliveries. */
async function acceptAndCancel(store: Store, count: number): Promise<void> {
  await Promise.all(Array.from({length: count}, () => accept(store)))
  await finish(store, CANCEL)
}

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: repeating an interrupted retry of thousands retries none twice`, async () => {
    await using store = await open()
    await subscribe(store)
    await acceptAndCancel(store, COUNT)
    await store.bulk.begin(RETRY)
    const interrupted = await store.bulk.step(RETRY)
    await store.close()

    await using reopened = await store.reopen()
    const run = await finish(reopened, RETRY)
    const again = await finish(reopened, RETRY)

    expect(interrupted).toEqual({changed: 500, skipped: 0, done: false})
    expect(run).toEqual({changed: COUNT, skipped: 0, done: true})
    expect(again).toEqual(run)
    const claimed = await reopened.queue.claim({attemptMs: 0, leaseMs: 1000, limit: COUNT + 1})
    expect(claimed).toHaveLength(COUNT)
    // Every retry and every claim increments the number once.
    expect(new Set(claimed.map(({claim}) => claim))).toEqual(new Set([2]))
  })

  test(`${engine}: two identical requests at the same time share the work`, async () => {
    await using store = await open()
    await subscribe(store)
    await acceptAndCancel(store, 1100)

    const runs = await Promise.all([finish(store, RETRY), finish(store, RETRY)])

    expect(runs).toEqual([
      {changed: 1100, skipped: 0, done: true},
      {changed: 1100, skipped: 0, done: true},
    ])
  })

  test(`${engine}: the same key with a different request is a conflict, and changes nothing`, async () => {
    await using store = await open()
    await subscribe(store)
    await acceptAndCancel(store, 1)
    await finish(store, {...RETRY, filter: {event: 'nothing'}})

    const other = finish(store, {...RETRY, requestHash: 'other'})

    await expect(other).rejects.toMatchObject({code: 'conflict'})
    expect(await store.deliveries.list({state: 'pending', limit: 10})).toEqual([])
  })

  test(`${engine}: a retry ignores pending and newer deliveries, and skips those without a webhook`, async () => {
    await using store = await open()
    const gone = await subscribe(store)
    await acceptAndCancel(store, 2)
    await store.webhooks.delete('apivideo', gone.id)
    await subscribe(store)
    await accept(store)
    const [pending] = await store.deliveries.list({state: 'pending', limit: 1})
    await store.bulk.begin(RETRY)
    await accept(store)

    const counted = await store.bulk.count(RETRY)
    const run = await finish(store, RETRY)

    expect(counted).toBe(2)
    expect(run).toEqual({changed: 0, skipped: 2, done: true})
    expect(await store.deliveries.list({eventId: pending?.eventId ?? '', limit: 1})).toEqual([
      pending,
    ])
  })

  test.each([
    ['cancel', CANCEL],
    ['retry', RETRY],
  ])(
    `${engine}: a %s ignores deliveries created after it began, also when it continues`,
    async (_, request) => {
      await using store = await open()
      await subscribe(store)
      // A retry affects finished deliveries, a cancel pending ones.
      const make = async (count: number, key: string) => {
        await Promise.all(Array.from({length: count}, () => accept(store)))
        if (request.action === 'retry') await finish(store, {...CANCEL, key})
      }
      await make(600, 'before')
      await store.bulk.begin(request)
      await make(3, 'at the beginning')
      const interrupted = await store.bulk.step(request)
      await make(4, 'in between')

      const run = await finish(store, request)

      expect(interrupted).toEqual({changed: 500, skipped: 0, done: false})
      expect(run).toEqual({changed: 600, skipped: 0, done: true})
      const state = request.action === 'retry' ? 'cancelled' : 'pending'
      const latest = await store.deliveries.list({limit: 8})
      expect(latest.filter((delivery) => delivery.state === state)).toHaveLength(7)
    },
  )

  test(`${engine}: a cancel affects only pending deliveries`, async () => {
    await using store = await open()
    await subscribe(store)
    await acceptAndCancel(store, 2)
    await accept(store)

    expect(await store.bulk.count(CANCEL)).toBe(1)
    expect(await finish(store, {...CANCEL, key: 'd'})).toEqual({changed: 1, skipped: 0, done: true})
  })

  test(`${engine}: with strict order, only the first retried delivery is due`, async () => {
    await using store = await open()
    await subscribe(store, {delivery: {fifo: true}})
    await acceptAndCancel(store, 3)

    await finish(store, RETRY)

    const claimed = await store.queue.claim({attemptMs: 0, leaseMs: 1000, limit: 10})
    const oldest = (await store.deliveries.list({limit: 10})).at(-1)
    expect(claimed.map(({id}) => id)).toEqual([oldest?.id])
  })
}
