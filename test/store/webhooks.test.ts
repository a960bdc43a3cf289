import {expect, test} from 'vitest'
import {standingClock} from '../support/apivideo.ts'
import {STORES, subscribe} from '../support/stores.ts'

const DAY_MS = 24 * 60 * 60 * 1000

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: a webhook is read as it was created, with its own secrets`, async () => {
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
      hint: `use one of these ids: ${numbered.id}, ${twin.id}`,
    })
    expect(await store.webhooks.find(vendorId, 'mda')).toEqual(twin)
  })

  test(`${engine}: an id takes precedence over an identical vendor id`, async () => {
    await using store = await open()
    await subscribe(store, {vendorId: 'same'})
    const named = await subscribe(store, {id: 'same'})

    expect(await store.webhooks.find('same')).toEqual(named)
  })

  test(`${engine}: a full scope accepts no more webhooks, even concurrently`, async () => {
    await using store = await open()
    const create = (changes = {}) => subscribe(store, {maxPerScope: 2, kind: 'a', ...changes})

    const results = await Promise.allSettled([create(), create(), create()])

    expect(results.filter(({status}) => status === 'fulfilled')).toHaveLength(2)
    expect(results.find(({status}) => status === 'rejected')).toMatchObject({
      reason: {code: 'rejected', message: 'apivideo already has the maximum of 2 webhooks'},
    })
    await create({scope: '2'})
    await create({kind: 'b'})
    expect(await store.webhooks.count({})).toBe(4)
  })

  test(`${engine}: an update changes only the given fields`, async () => {
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

  test(`${engine}: a rotation creates new secrets, and the old signing secret signs for one more day`, async () => {
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

  test(`${engine}: a webhook is deleted only under its own provider`, async () => {
    await using store = await open()
    const {id} = await subscribe(store)

    await expect(store.webhooks.delete('mda', id)).rejects.toMatchObject({code: 'not_found'})
    await store.webhooks.delete('apivideo', id)

    await expect(store.webhooks.delete('apivideo', id)).rejects.toMatchObject({code: 'not_found'})
    await expect(store.webhooks.get('apivideo', id)).rejects.toMatchObject({code: 'not_found'})
  })

  test(`${engine}: any text is stored unchanged`, async () => {
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
