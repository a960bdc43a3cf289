import {expect, test} from 'vitest'
import {systemClock} from '../../src/core/clock.ts'
import {openStore, type Store} from '../../src/store/index.ts'
import {accept, STORES, subscribe} from '../support/stores.ts'
import {openedWebhooks, watchedSealer} from '../support/watched-sealer.ts'

async function listReceivers(store: Store, type: string): Promise<string[]> {
  const {deliveries} = await accept(store, {type})
  return deliveries.map(({webhookId}) => webhookId)
}

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: an event decrypts only the webhooks that subscribe to it`, async () => {
    await using store = await open()
    for (let n = 0; n < 20; n++) await subscribe(store, {events: ['order.refunded', 'invoice.*']})
    await subscribe(store, {events: ['order.*.paid']})
    await subscribe(store, {events: ['order.paid'], scope: '2'})
    await subscribe(store, {events: ['order.paid'], provider: 'mda'})
    const exact = await subscribe(store, {events: ['order.paid']})
    const fitting = await subscribe(store, {events: ['order.*']})
    await store.close()
    const {sealer, opened} = watchedSealer()
    await using reopened = await openStore(store.location, systemClock, {sealer})

    const receivers = await listReceivers(reopened, 'order.paid')

    expect(receivers).toEqual([exact.id, fitting.id])
    expect(openedWebhooks(opened)).toEqual(receivers)
  })

  test.each([
    ['*', ['a', 'order.paid', 'x'.repeat(200)], []],
    ['order.*', ['order.', 'order.paid'], ['order', 'Order.paid', 'xorder.paid']],
    ['*.paid', ['order.paid', '.paid'], ['order.paid.twice']],
    ['o*r.p*d', ['order.paid', 'or.pd'], ['order.pai']],
    ['a?[b]%_', ['a?[b]%_'], ['axb%_', 'a?[b]xx']],
    [`${'x'.repeat(100)}*`, ['x'.repeat(100), 'x'.repeat(128)], ['x'.repeat(99)]],
  ])(
    `${engine}: a webhook that subscribes to %j gets matching events only`,
    async (pattern, fitting, others) => {
      await using store = await open()
      const {id} = await subscribe(store, {events: [pattern, pattern]})

      for (const type of fitting) expect(await listReceivers(store, type)).toEqual([id])
      for (const type of others) expect(await listReceivers(store, type)).toEqual([])
    },
  )

  test(`${engine}: a webhook that lists an event and a matching pattern gets one delivery`, async () => {
    await using store = await open()
    const {id} = await subscribe(store, {events: ['order.paid', 'order.*', '*']})

    expect(await listReceivers(store, 'order.paid')).toEqual([id])
    expect(await store.webhooks.page({event: 'order.paid'}, {page: 1, pageSize: 2})).toMatchObject({
      webhooks: [{id}],
      total: 1,
    })
  })

  test(`${engine}: an update changes which events a webhook gets`, async () => {
    await using store = await open()
    const {id} = await subscribe(store, {events: ['old', 'both']})

    await store.webhooks.update(id, {events: ['both', 'new.*']})

    expect(await listReceivers(store, 'old')).toEqual([])
    expect(await listReceivers(store, 'both')).toEqual([id])
    expect(await listReceivers(store, 'new.one')).toEqual([id])
    await store.webhooks.update(id, {url: 'https://example.org'})
    expect(await listReceivers(store, 'both')).toEqual([id])
  })

  test(`${engine}: the events of a deleted or refused webhook leave no rows behind`, async () => {
    await using store = await open()
    const {id} = await subscribe(store, {events: ['a', 'b.*'], maxPerScope: 1})
    await expect(subscribe(store, {events: ['a'], maxPerScope: 1})).rejects.toMatchObject({
      code: 'rejected',
    })
    await store.webhooks.delete('apivideo', id)

    await store.close()

    expect(await store.rows('webhook_events')).toBe(0)
  })

  test(`${engine}: opening an older store fills in the events of its webhooks`, async () => {
    await using store = await open()
    // More than the migration reads at a time.
    const wanting = Array.from({length: 600}, (_, n) =>
      subscribe(store, {id: `w${n}`, events: n % 100 === 0 ? ['rare.*', '*'] : ['often', 'often']}),
    )
    await Promise.all(wanting)
    const broken = await subscribe(store, {events: ['often']})
    await store.close()
    await store.tamper(`update webhooks set secret = 'nonsense' where id = '${broken.id}'`)
    await store.tamper('drop table webhook_events; drop index webhooks_by_vendor_id')
    await store.tamper('delete from migrations where number >= 6')

    await using upgraded = await store.reopen()

    expect(await listReceivers(upgraded, 'rare.event')).toHaveLength(6)
    expect(await listReceivers(upgraded, 'often')).toHaveLength(600)
    expect(await upgraded.webhooks.count({event: 'often'})).toBe(601)
    await upgraded.webhooks.update('w0', {events: ['often']})
    expect(await upgraded.webhooks.count({event: 'rare.event'})).toBe(5)
  })
}
