import {expect, test} from 'vitest'
import {accept, deliver, STORES, subscribe} from '../support/stores.ts'

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: opening a store again changes nothing in it`, async () => {
    await using store = await open()
    const webhook = await subscribe(store)
    const id = await deliver(store)
    await store.close()

    for (let times = 0; times < 2; times++) {
      await using again = await store.reopen()
      expect(await again.webhooks.list()).toEqual([webhook])
      expect(await again.deliveries.list({limit: 10})).toMatchObject([{id, attemptCount: 0}])
    }
  })

  test(`${engine}: a store of a newer version is refused until hooks is updated`, async () => {
    await using store = await open()
    const webhook = await subscribe(store)
    await store.close()
    await store.tamper("insert into migrations values (99, 'later', 1)")

    await expect(store.reopen()).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('update hooks'),
    })

    await store.tamper('delete from migrations where number = 99')
    await using again = await store.reopen()
    expect(await again.webhooks.list()).toEqual([webhook])
  })

  test(`${engine}: an open store is writable, and a closed one is not`, async () => {
    await using store = await open()

    expect(await store.isWritable()).toBe(true)
    await store.close()
    expect(await store.isWritable()).toBe(false)
  })

  test(`${engine}: a failing writer does not affect the writers that share its commit`, async () => {
    await using store = await open()
    await subscribe(store)
    const render = () => {
      throw new Error('no body')
    }

    const results = await Promise.allSettled(
      Array.from({length: 30}, (_, n) => accept(store, n % 10 === 3 ? {render} : {})),
    )

    const failed = results.flatMap(({status}, n) => (status === 'rejected' ? [n] : []))
    expect(failed).toEqual([3, 13, 23])
    expect(await store.events.list({limit: 100})).toHaveLength(27)
    expect(await store.deliveries.list({limit: 100})).toHaveLength(27)
  })
}
