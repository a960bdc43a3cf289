import {expect, test} from 'vitest'
import {VirtualClock} from '../../src/core/clock.ts'
import {Pruner} from '../../src/runtime/pruner.ts'
import {PRUNE_START} from '../../src/store/retention/retention.ts'
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

const DAY_MS = 24 * 60 * 60 * 1000
const START = Date.UTC(2026, 0, 1)
const KEEP = {payloadsMs: 30 * DAY_MS, attemptsMs: 90 * DAY_MS}

for (const [engine, open] of Object.entries(STORES)) {
  /** A store with one webhook; `daysLater` sets the clock and prunes. */
  const openAged = async (keep = KEEP) => {
    const clock = new VirtualClock(START)
    const store = await open(clock)
    const webhook = await subscribe(store)
    const pruner = new Pruner({...keep, store, onError: () => {}})
    const daysLater = (days: number) => {
      clock.moveTo(START + days * DAY_MS)
      return pruner.pass()
    }
    return {
      store,
      clock,
      webhook,
      daysLater,
      [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
    }
  }

  test(`${engine}: pending deliveries are kept, however old, and can still be delivered`, async () => {
    await using it = await openAged()
    await it.store.webhooks.update(it.webhook.id, {state: 'paused'})
    const id = await deliver(it.store)

    expect(await it.daysLater(400)).toBe(0)

    await it.store.webhooks.update(it.webhook.id, {state: 'enabled'})
    expect(await claimOne(it.store)).toMatchObject({id, body: expect.stringContaining('evt_')})
  })

  test(`${engine}: bodies are kept for 30 days after the end, attempts for 90, also of dead letters`, async () => {
    await using it = await openAged()
    for (const [outcome, end] of [
      [ANSWERED, 'delivered'],
      [REFUSED, 'failed'],
    ] as const) {
      await deliver(it.store)
      await it.store.queue.record([recordOf(await claimOne(it.store), outcome, end)])
    }
    const all = () => it.store.deliveries.list({limit: 10})
    const bodies = async () => {
      const details = (await all()).map(({id}) => it.store.deliveries.get(id))
      return (await Promise.all(details)).map(({body, bodyPruned, attempts}) => [
        body !== '',
        bodyPruned,
        attempts.length,
      ])
    }

    await it.daysLater(29)
    expect(await bodies()).toEqual([
      [true, undefined, 1],
      [true, undefined, 1],
    ])
    await it.daysLater(31)
    expect(await bodies()).toEqual([
      [false, true, 1],
      [false, true, 1],
    ])
    expect(await it.store.events.list({limit: 10})).toEqual([])
    for (const {id} of await all()) {
      await expect(it.store.deliveries.retry(id)).rejects.toMatchObject({
        code: 'conflict',
        message: `the body of delivery ${id} has been pruned`,
      })
    }
    await it.daysLater(89)
    expect(await all()).toHaveLength(2)
    await it.daysLater(91)
    expect(await all()).toEqual([])
    await it.store.close()
    for (const table of ['attempts', 'bodies', 'deliveries', 'events']) {
      expect([table, await it.store.rows(table)]).toEqual([table, 0])
    }
  })

  test(`${engine}: a delivery is kept as long as its body is`, async () => {
    await using it = await openAged({payloadsMs: 30 * DAY_MS, attemptsMs: DAY_MS})
    const id = await deliver(it.store)
    await it.store.queue.record([recordOf(await claimOne(it.store), ANSWERED, 'delivered')])

    expect(await it.daysLater(29)).toBe(0)

    expect(await it.store.deliveries.get(id)).toMatchObject({body: expect.stringContaining('evt_')})
  })

  test(`${engine}: a retry restarts the retention time`, async () => {
    await using it = await openAged()
    const id = await deliver(it.store)
    await it.store.queue.record([recordOf(await claimOne(it.store), REFUSED, 'failed')])
    await it.daysLater(29)
    await it.store.deliveries.retry(id)
    expect(await it.daysLater(60)).toBe(0)
    await it.store.queue.record([recordOf(await claimOne(it.store), ANSWERED, 'delivered')])

    expect(await it.daysLater(89)).toBe(0)
    expect(await it.daysLater(91)).toBe(2)
  })

  test(`${engine}: an idempotency key is forgotten after 24 hours`, async () => {
    await using it = await openAged()
    const idempotency = {key: 'k', requestHash: 'one'}
    await accept(it.store, {idempotency})

    expect(await it.daysLater(0.9)).toBe(0)
    expect(await accept(it.store, {idempotency})).toMatchObject({repeated: true})
    expect(await it.daysLater(1.1)).toBe(1)
    expect(await accept(it.store, {idempotency})).toMatchObject({repeated: false})
  })

  test(`${engine}: an event outlives its body while its key is remembered`, async () => {
    await using it = await openAged({payloadsMs: 1000, attemptsMs: 1000})
    await it.store.webhooks.delete('apivideo', it.webhook.id)
    const idempotency = {key: 'k', requestHash: 'one'}
    const {event} = await accept(it.store, {idempotency})

    await it.daysLater(0.9)

    expect(await accept(it.store, {idempotency})).toMatchObject({repeated: true, event})
  })

  test(`${engine}: each step deletes a limited number of rows, and all steps delete everything`, async () => {
    await using it = await openAged()
    await it.store.webhooks.delete('apivideo', it.webhook.id)
    const {id} = await subscribe(it.store)
    await Promise.all(Array.from({length: 250}, () => accept(it.store)))
    await it.store.webhooks.delete('apivideo', id)
    it.clock.moveTo(START + 31 * DAY_MS)

    const steps: number[] = []
    for (let place = PRUNE_START; ;) {
      const {next, pruned} = await it.store.retention.prune(place, {...KEEP, limit: 40})
      steps.push(pruned)
      if (next === undefined) break
      place = next
    }

    expect(Math.max(...steps)).toBe(40)
    expect(steps.reduce((sum, rows) => sum + rows, 0)).toBe(500)
  })
}
