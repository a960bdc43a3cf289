import {expect, test} from 'vitest'
import {systemClock} from '../../src/core/clock.ts'
import {openStore} from '../../src/store/index.ts'
import {standingClock} from '../support/apivideo.ts'
import {EVENT, STORES, subscribe} from '../support/stores.ts'
import {openedWebhooks, watchedSealer} from '../support/watched-sealer.ts'

const DAY_MS = 24 * 60 * 60 * 1000

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: a webhook is found as it was made, with secrets of its own`, async () => {
    await using store = await open(standingClock(1000))

    const made = await subscribe(store, {options: {delay: 5}, kind: 'players'})
    const other = await subscribe(store)

    expect(await store.webhooks.get('apivideo', made.id)).toEqual(made)
    expect(made).toMatchObject({
      id: expect.stringMatching(/^wh_[0-9A-Za-z]{22}$/),
      scope: '1',
      state: 'enabled',
      options: {delay: 5},
      kind: 'players',
      secret: 'sig_sec_test',
      createdAt: new Date(1000),
    })
    expect(made.signingSecret).toMatch(/^whsec_[0-9A-Za-z+/]{43}=$/)
    expect(other.signingSecret).not.toBe(made.signingSecret)
  })

  test(`${engine}: lists are oldest first and narrow to what is asked`, async () => {
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

  test(`${engine}: a page holds its share, and how many there are`, async () => {
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

  test(`${engine}: a page and what comes next count those alone that match`, async () => {
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

  test(`${engine}: a list of very many is whole and in order`, async () => {
    await using store = await open()
    const ids = Array.from({length: 1100}, (_, n) => `w${n}`)
    await Promise.all(ids.map((id) => subscribe(store, {id})))

    const listed = await store.webhooks.list({event: EVENT})

    expect(listed.map(({id}) => id)).toEqual(ids)
  })

  test(`${engine}: a page opens no more webhooks than it holds`, async () => {
    await using store = await open()
    for (const n of [1, 2, 3, 4, 5]) await subscribe(store, {id: `w${n}`})
    await store.close()
    const {sealer, opened} = watchedSealer()
    await using reopened = await openStore(store.location, systemClock, {sealer})

    await reopened.webhooks.page({event: EVENT}, {page: 2, pageSize: 2})

    expect(openedWebhooks(opened)).toEqual(['w3', 'w4'])
  })

  test(`${engine}: a numbered webhook is found by its number, unless two providers have it`, async () => {
    await using store = await open()
    const numbered = await subscribe(store, {vendorId: 'sequence'})
    const {vendorId = ''} = numbered

    expect(vendorId).toMatch(/^\d+$/)
    expect(await store.webhooks.find(vendorId)).toEqual(numbered)
    expect(await store.webhooks.find(vendorId, 'mda')).toBeUndefined()

    const twin = await subscribe(store, {provider: 'mda', vendorId})
    await expect(store.webhooks.find(vendorId)).rejects.toMatchObject({
      code: 'usage',
      hint: `give one of ${numbered.id}, ${twin.id}`,
    })
    expect(await store.webhooks.find(vendorId, 'mda')).toEqual(twin)
  })

  test(`${engine}: an id goes before a vendor's id that is spelled the same`, async () => {
    await using store = await open()
    await subscribe(store, {vendorId: 'same'})
    const named = await subscribe(store, {id: 'same'})

    expect(await store.webhooks.find('same')).toEqual(named)
  })

  test(`${engine}: a full scope takes no more, even when all come at once`, async () => {
    await using store = await open()
    const create = (changes = {}) => subscribe(store, {maxPerScope: 2, kind: 'a', ...changes})

    const results = await Promise.allSettled([create(), create(), create()])

    expect(results.filter(({status}) => status === 'fulfilled')).toHaveLength(2)
    expect(results.find(({status}) => status === 'rejected')).toMatchObject({
      reason: {code: 'rejected', message: 'apivideo holds its 2 webhooks already'},
    })
    await create({scope: '2'})
    await create({kind: 'b'})
    expect(await store.webhooks.count({})).toBe(4)
  })

  test(`${engine}: an update changes what it names and nothing else`, async () => {
    await using store = await open()
    const made = await subscribe(store)

    const changed = await store.webhooks.update(made.id, {
      url: 'https://example.org',
      events: ['x'],
    })

    expect(changed).toEqual({...made, url: 'https://example.org', events: ['x']})
    expect(
      await store.webhooks.update(made.id, {state: 'paused', options: {a: 1}, secret: 's'}),
    ).toEqual({...changed, state: 'paused', options: {a: 1}, secret: 's'})
    await expect(store.webhooks.update('nope', {state: 'paused'})).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test(`${engine}: a rotation makes new secrets and lets the old signing secret sign for a day`, async () => {
    await using store = await open(standingClock(1000))
    const made = await subscribe(store)

    const rotated = await store.webhooks.rotate(made.id, 'sig_sec_new')

    expect(rotated.secret).toBe('sig_sec_new')
    expect(rotated.signingSecret).not.toBe(made.signingSecret)
    expect(rotated.previousSigningSecret).toEqual({
      secret: made.signingSecret,
      until: new Date(1000 + DAY_MS),
    })
    expect(await store.webhooks.get('apivideo', made.id)).toEqual(rotated)
    await expect(store.webhooks.rotate('nope', undefined)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test(`${engine}: what is deleted is gone, for its own provider only`, async () => {
    await using store = await open()
    const {id} = await subscribe(store)

    await expect(store.webhooks.delete('mda', id)).rejects.toMatchObject({code: 'not_found'})
    await store.webhooks.delete('apivideo', id)

    await expect(store.webhooks.delete('apivideo', id)).rejects.toMatchObject({code: 'not_found'})
    await expect(store.webhooks.get('apivideo', id)).rejects.toMatchObject({code: 'not_found'})
  })

  test(`${engine}: text comes back as it was, whatever is in it`, async () => {
    await using store = await open()
    const odd = `'";--\n\u0000 %_ \u202E é 漢字 🎬`

    const {id} = await subscribe(store, {
      url: odd,
      secret: odd,
      events: [odd],
      options: {[odd]: odd},
    })

    expect(await store.webhooks.get('apivideo', id)).toMatchObject({
      url: odd,
      secret: odd,
      events: [odd],
      options: {[odd]: odd},
    })
    expect(await store.webhooks.list({event: odd})).toHaveLength(1)
  })
}
