import {expect, test} from 'vitest'
import {openStore} from '../../src/store/index.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {newDispatcher} from '../support/dispatching.ts'
import {measureFairness} from '../support/fairness.ts'
import {accept, subscribe} from '../support/stores.ts'

const WEBHOOK_CONCURRENCY = 8
const HEALTHY = 20
const EVENTS_EACH = 5

test('a hanging receiver with a long backlog occupies only its share of the attempts', async () => {
  await using store = await openStore('memory:')
  await using hanging = await Receiver.start({answer: () => 'hang'})
  await using healthy = await Receiver.start()
  await subscribe(store, {url: hanging.url, scope: 'bad'})
  await Promise.all(Array.from({length: 500}, () => accept(store, {scope: 'bad'})))
  for (let n = 0; n < HEALTHY; n++) await subscribe(store, {url: healthy.url, scope: `good ${n}`})
  const scopes = Array.from({length: HEALTHY * EVENTS_EACH}, (_, n) => `good ${n % HEALTHY}`)
  await Promise.all(scopes.map((scope) => accept(store, {scope})))

  const dispatcher = newDispatcher(store, {
    concurrency: 32,
    webhookConcurrency: WEBHOOK_CONCURRENCY,
  })
  await using stack = new AsyncDisposableStack()
  stack.defer(() => dispatcher.stop(0))
  dispatcher.start()

  await healthy.waitForFirst(HEALTHY * EVENTS_EACH)
  expect(hanging.received.length).toBeLessThanOrEqual(WEBHOOK_CONCURRENCY)
})

test('a receiver that responds 429 gets nothing more until its pause is over', async () => {
  await using store = await openStore('memory:')
  await using busy = await Receiver.start({answer: () => ({status: 429})})
  await using other = await Receiver.start()
  await subscribe(store, {url: busy.url, scope: 'busy', delivery: {concurrency: 2}})
  await subscribe(store, {url: other.url, scope: 'other'})
  await Promise.all(Array.from({length: 50}, () => accept(store, {scope: 'busy'})))

  const dispatcher = newDispatcher(store, {})
  await using stack = new AsyncDisposableStack()
  stack.defer(() => dispatcher.stop(0))
  dispatcher.start()
  await busy.waitForFirst(2)
  await Promise.all(Array.from({length: 50}, () => accept(store, {scope: 'other'})))

  await other.waitForFirst(50)
  expect(busy.received.length).toBeLessThanOrEqual(4)
})

test('a hanging receiver with a backlog does not double the waits of 99 healthy ones', async () => {
  const bound = 2

  const {alone, beside} = await measureFairness({
    backlog: 1000,
    healthy: 99,
    hangMs: 20_000,
    events: 100,
    perSecond: 150,
    rounds: 20,
    bound,
  })

  console.log(`slowest hundredth: ${alone.toFixed(1)} ms alone, ${beside.toFixed(1)} ms beside it`)
  expect(beside).toBeLessThanOrEqual(bound * alone)
}, 60_000)
