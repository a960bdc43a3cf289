import {expect, test} from 'vitest'
import {VirtualClock} from '../../src/core/clock.ts'
import {advanceClock} from '../../src/dispatcher/advance.ts'
import {openStore} from '../../src/store/index.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {newDispatcher} from '../support/dispatching.ts'
import {standingClock} from '../support/apivideo.ts'
import {
  accept,
  claimOne,
  deliver,
  EVENT,
  recordOf,
  REFUSED,
  STORES,
  subscribe,
} from '../support/stores.ts'

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: with strict order, only the first pending delivery can be claimed`, async () => {
    await using store = await open()
    await subscribe(store, {delivery: {fifo: true}})
    const ids = [await deliver(store), await deliver(store), await deliver(store)]

    const claimed = await store.queue.claim({attemptMs: 0, leaseMs: 1000, limit: 10})

    expect(claimed.map(({id}) => id)).toEqual([ids[0]])
    await store.deliveries.cancel(ids[0] ?? '')
    const next = await store.queue.claim({attemptMs: 0, leaseMs: 1000, limit: 10})
    expect(next.map(({id}) => id)).toEqual([ids[1]])
  })

  test(`${engine}: with strict order, cancelling later deliveries does not hurry the first`, async () => {
    const clock = standingClock(1000)
    await using store = await open(clock)
    await subscribe(store, {delivery: {fifo: true}})
    const first = await deliver(store)
    const [second, third] = [await deliver(store), await deliver(store)]
    const claimed = await claimOne(store)

    await store.deliveries.cancel(second)
    expect(await store.queue.claim({attemptMs: 0, leaseMs: 500, limit: 10})).toEqual([])
    await store.queue.record([recordOf(claimed, REFUSED, {dueAt: 9000})])
    await store.deliveries.cancel(third)

    expect(await store.deliveries.get(first)).toMatchObject({dueAt: new Date(9000)})
  })

  test(`${engine}: a resumed webhook with strict order continues with only its first delivery`, async () => {
    await using store = await open()
    const {id} = await subscribe(store, {delivery: {fifo: true}})
    await store.webhooks.update(id, {state: 'paused'})
    const first = await deliver(store)
    await deliver(store)

    await store.webhooks.update(id, {state: 'enabled'})

    const claimed = await store.queue.claim({attemptMs: 0, leaseMs: 1000, limit: 10})
    expect(claimed.map((delivery) => delivery.id)).toEqual([first])
  })

  test(`${engine}: a claim respects a webhook’s capacity, and fills up with others`, async () => {
    await using store = await open()
    const busy = await subscribe(store)
    await Promise.all(Array.from({length: 30}, () => accept(store)))
    const other = await subscribe(store, {scope: '2'})
    await accept(store, {scope: '2'})

    const capacity = ({id}: {id: string}) => (id === busy.id ? 3 : 10)
    const claimed = await store.queue.claim({attemptMs: 0, leaseMs: 1000, limit: 10, capacity})

    expect(claimed.filter(({webhook}) => webhook.id === busy.id)).toHaveLength(3)
    expect(claimed.filter(({webhook}) => webhook.id === other.id)).toHaveLength(1)
  })
}

test('with strict order, events arrive in order although every third attempt fails', async () => {
  const clock = new VirtualClock(Date.now())
  await using store = await openStore('memory:', clock)
  let tries = 0
  const taken: string[] = []
  await using receiver = await Receiver.start({
    answer({body}) {
      if (++tries % 3 === 0) return {status: 503}
      taken.push(body.toString())
      return {}
    },
  })
  await subscribe(store, {url: receiver.url, delivery: {fifo: true}})
  const dispatcher = newDispatcher(store, {
    clock,
    chooseRetryPolicy: () => ({delaysMs: [5000, 5000, 5000], jitter: 0, honoursRetryAfter: false}),
  })
  await using stack = new AsyncDisposableStack()
  stack.defer(() => dispatcher.stop(0))
  const sent: string[] = []
  for (let n = 0; n < 20; n++) {
    const render = () => ({body: `body ${n}`, contentType: 'text/plain'})
    await deliver(store, {render})
    sent.push(`body ${n}`)
  }

  dispatcher.start()
  await advanceClock({clock, dispatcher, store, by: 'idle'})

  expect(taken).toEqual(sent)
})

test('a webhook gets only the events that match its patterns and its filter', async () => {
  await using store = await openStore('memory:')
  const {id} = await subscribe(store, {
    events: ['video.*'],
    delivery: {filter: {quality: ['720p', '1080*']}},
  })

  const passed = await accept(store, {payload: {quality: '1080p'}})
  const filtered = await accept(store, {payload: {quality: '240p'}})
  const other = await accept(store, {type: 'live-stream.broadcast.started'})

  expect(passed.deliveries).toMatchObject([{webhookId: id}])
  expect(filtered.deliveries).toEqual([])
  expect(other.deliveries).toEqual([])
  expect(passed.event.type).toBe(EVENT)
})
