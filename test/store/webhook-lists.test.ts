import {expect, test} from 'vitest'
import {systemClock} from '../../src/core/clock.ts'
import {openStore} from '../../src/store/index.ts'
import {EVENT, STORES, subscribe} from '../support/stores.ts'
import {openedWebhooks, watchedSealer} from '../support/watched-sealer.ts'

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: lists are oldest first and can be filtered`, async () => {
    await using store = await open()
    const first = await subscribe(store)
    const second = await subscribe(store, {scope: '7', events: ['other']})
    const third = await subscribe(store, {provider: 'mda', kind: 'a'})
    const ids = async (filter = {}) =>
      (await store.webhooks.list(filter)).map((webhook) => webhook.id)

    expect(await ids()).toEqual([first.id, second.id, third.id])
    expect(await ids({provider: 'apivideo'})).toEqual([first.id, second.id])
    expect(await ids({scope: '7'})).toEqual([second.id])
    expect(await ids({kind: 'a'})).toEqual([third.id])
    expect(await ids({event: 'other'})).toEqual([second.id])
    expect(await ids({provider: 'nobody'})).toEqual([])
    expect(await store.webhooks.count({provider: 'apivideo'})).toBe(2)
  })

  test(`${engine}: a page contains its webhooks and the total number`, async () => {
    await using store = await open()
    for (const n of [1, 2, 3, 4, 5]) await subscribe(store, {id: `w${n}`})
    const page = async (number: number) => {
      const found = await store.webhooks.page({}, {page: number, pageSize: 2})
      return [found.webhooks.map(({id}) => id), found.total]
    }

    expect(await page(1)).toEqual([['w1', 'w2'], 5])
    expect(await page(3)).toEqual([['w5'], 5])
    expect(await page(4)).toEqual([[], 5])
  })

  test(`${engine}: pages and totals count only matching webhooks`, async () => {
    await using store = await open()
    for (const n of [1, 2, 3, 4, 5, 6]) {
      await subscribe(store, {id: `w${n}`, events: [n % 2 === 0 ? 'even' : 'o*']})
    }
    await subscribe(store, {id: 'elsewhere', scope: '2', events: ['odd']})
    const odd = {scope: '1', event: 'odd'}
    const pageOf = async (page: {page: number; pageSize: number; newestFirst?: true}) => {
      const {webhooks, total} = await store.webhooks.page(odd, page)
      return [webhooks.map(({id}) => id), total]
    }

    expect(await pageOf({page: 1, pageSize: 2})).toEqual([['w1', 'w3'], 3])
    expect(await pageOf({page: 1, pageSize: 2, newestFirst: true})).toEqual([['w5', 'w3'], 3])
    expect(await pageOf({page: 2, pageSize: 2, newestFirst: true})).toEqual([['w1'], 3])
    const [first, second] = await store.webhooks.next(odd, {limit: 2})
    expect([first?.id, second?.id]).toEqual(['w1', 'w3'])
    const rest = await store.webhooks.next(odd, {limit: 2, after: second?.seq ?? 0})
    expect(rest.map(({id}) => id)).toEqual(['w5'])
    expect(await store.webhooks.count({event: 'odd'})).toBe(4)
  })

  test(`${engine}: a very long list is complete and in order`, async () => {
    await using store = await open()
    const ids = Array.from({length: 1100}, (_, n) => `w${n}`)
    await Promise.all(ids.map((id) => subscribe(store, {id})))

    const listed = await store.webhooks.list({event: EVENT})

    expect(listed.map(({id}) => id)).toEqual(ids)
  })

  test(`${engine}: a page decrypts no more webhooks than it contains`, async () => {
    await using store = await open()
    for (const n of [1, 2, 3, 4, 5]) await subscribe(store, {id: `w${n}`})
    await store.close()
    const {sealer, opened} = watchedSealer()
    await using reopened = await openStore(store.location, systemClock, {sealer})

    await reopened.webhooks.page({event: EVENT}, {page: 2, pageSize: 2})

    expect(openedWebhooks(opened)).toEqual(['w3', 'w4'])
  })
}
