import {expect, test} from 'vitest'
import {standingClock} from '../support/apivideo.ts'
import {STORES} from '../support/stores.ts'

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: a type is found as it was defined, and replaced as a whole`, async () => {
    const clock = standingClock(1000)
    await using store = await open(clock)
    const schema = {type: 'object', properties: {'odd "name"\u0000': {const: 'é 漢字'}}}

    const made = await store.eventTypes.define({name: 'order.paid', schema, sample: {a: 1}})
    clock.advance(500)
    const again = await store.eventTypes.define({name: 'order.paid', description: 'Paid.'})

    const createdAt = new Date(1000)
    expect(made).toEqual({
      isNew: true,
      type: {name: 'order.paid', schema, sample: {a: 1}, createdAt, updatedAt: createdAt},
    })
    expect(again).toEqual({
      isNew: false,
      type: {name: 'order.paid', description: 'Paid.', createdAt, updatedAt: new Date(1500)},
    })
    expect(await store.eventTypes.get('order.paid')).toEqual(again.type)
  })

  test(`${engine}: a list is sorted by name, character by character`, async () => {
    await using store = await open()
    for (const name of ['b', 'a_', 'B', 'a.', 'a-']) await store.eventTypes.define({name})

    const names = (await store.eventTypes.list()).map(({name}) => name)

    expect(names).toEqual(['B', 'a-', 'a.', 'a_', 'b'])
  })

  test(`${engine}: a type that was removed or never existed is not found`, async () => {
    await using store = await open()
    await store.eventTypes.define({name: 'order.paid'})

    await store.eventTypes.remove('order.paid')

    expect(await store.eventTypes.find('order.paid')).toBeUndefined()
    expect(await store.eventTypes.list()).toEqual([])
    const missing = {code: 'not_found'}
    await expect(store.eventTypes.get('order.paid')).rejects.toMatchObject(missing)
    await expect(store.eventTypes.remove('order.paid')).rejects.toMatchObject(missing)
  })

  test(`${engine}: a type defined twice at the same time exists once, and too many are refused`, async () => {
    await using store = await open()
    const define = (index: number) => store.eventTypes.define({name: `t${index}`})

    await Promise.all([define(0), define(0), define(0)])
    expect(await store.eventTypes.list()).toHaveLength(1)

    await Promise.all(Array.from({length: 499}, (_, index) => define(index + 1)))
    await expect(define(500)).rejects.toMatchObject({code: 'rejected'})
    await define(1)
  })

  test(`${engine}: signing secrets can be given, on creation and on rotation`, async () => {
    await using store = await open()
    const webhook = {provider: 'standard', url: 'https://example.com', events: ['a']}

    const {id, signingSecret} = await store.webhooks.create({...webhook, signingSecret: 'whsk_one'})
    const rotated = await store.webhooks.rotate(id, undefined, 'whsk_two')

    expect(signingSecret).toBe('whsk_one')
    expect(rotated.signingSecret).toBe('whsk_two')
    expect(rotated.previousSigningSecret?.secret).toBe('whsk_one')
  })
}
