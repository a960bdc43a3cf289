import {expect, test} from 'vitest'
import {createOnlyWebhook} from '../../src/providers/emulator/only-webhook.ts'
import {openStore} from '../../src/store/index.ts'

test('of two that make the one webhook of a scope at once, one makes it and the other changes it', async () => {
  await using store = await openStore('memory:')
  const only = createOnlyWebhook(store, {provider: 'mda', scope: '17'})
  const put = (url: string) => only.save({url}, () => ({url, events: ['*']}))

  const saved = await Promise.all([put('https://a.example/'), put('https://b.example/')])

  expect(saved.filter(({isNew}) => isNew)).toHaveLength(1)
  expect(saved.map(({webhook}) => webhook.url)).toEqual([
    'https://a.example/',
    'https://b.example/',
  ])
  expect(await store.webhooks.list()).toHaveLength(1)
})
