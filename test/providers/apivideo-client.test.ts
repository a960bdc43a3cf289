import {expect, test} from 'vitest'
import {apivideo as provider} from '../../src/providers/apivideo/index.ts'
import {API_KEY, startApivideo, type ApivideoOptions} from '../support/apivideo.ts'

const NEW_WEBHOOK = {
  provider: 'apivideo',
  url: 'https://example.com/in',
  events: ['video.source.recorded'],
}

async function start({apiKey = API_KEY, ...options}: ApivideoOptions & {apiKey?: string} = {}) {
  const server = await startApivideo(options)
  const baseUrl = await server.url()
  const api = provider.client.connect?.({credentials: {apiKey}, baseUrl})
  if (api === undefined) throw new Error('api.video has an API')
  return {api, store: server.store, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]()}
}

test('create and get return the same webhook, with the secret', async () => {
  await using apivideo = await start()

  const created = await apivideo.api.create(NEW_WEBHOOK)

  expect(created).toMatchObject({
    ...NEW_WEBHOOK,
    state: 'enabled',
    secret: expect.stringMatching(/^sig_sec_/),
  })
  expect(await apivideo.api.get(created.id)).toEqual(created)
})

test('list reads every page and filters by event', async () => {
  await using apivideo = await start()
  for (let n = 1; n <= 101; n++) {
    const url = `https://example.com/${n}`
    await apivideo.store.webhooks.create({...NEW_WEBHOOK, url, id: `webhook_${n}`})
  }
  await apivideo.api.delete('webhook_1')
  await apivideo.store.webhooks.create({
    ...NEW_WEBHOOK,
    events: ['video.summary.generated'],
    id: 'webhook_0',
  })

  const webhooks = await apivideo.api.list()
  const summaries = await apivideo.api.list({event: 'video.summary.generated'})

  expect(webhooks).toHaveLength(101)
  expect(new Set(webhooks.map(({id}) => id)).size).toBe(101)
  expect(summaries.map(({id}) => id)).toEqual(['webhook_0'])
})

test('an unknown id is not_found and named, even if it would change the path', async () => {
  await using apivideo = await start()

  await expect(apivideo.api.get('nope')).rejects.toMatchObject({
    code: 'not_found',
    message: 'api.video has no webhook nope',
    provider: {name: 'webhookId', status: 404},
  })
  await expect(apivideo.api.delete('a/b')).rejects.toMatchObject({code: 'not_found'})
  for (const id of ['', '.', '..']) {
    const message = `api.video has no webhook ${JSON.stringify(id)}`
    await expect(apivideo.api.delete(id)).rejects.toMatchObject({code: 'not_found', message})
  }
})

test('update is not supported, and the error says what to do', async () => {
  await using apivideo = await start()

  await expect(
    apivideo.api.update('webhook_1', {url: 'https://example.com'}),
  ).rejects.toMatchObject({
    code: 'unsupported',
    hint: 'delete webhook_1 and create it again; it gets a new id and a new secret',
  })
})

test('a secret or an option is rejected before anything is sent', async () => {
  await using apivideo = await start()

  await expect(apivideo.api.create({...NEW_WEBHOOK, secret: 's'})).rejects.toMatchObject({
    code: 'unsupported',
  })
  await expect(apivideo.api.create({...NEW_WEBHOOK, options: {delay: 1}})).rejects.toMatchObject({
    code: 'usage',
  })
  expect(await apivideo.api.list()).toEqual([])
})

test('errors of api.video are reported in its own words', async () => {
  await using apivideo = await start()

  await expect(apivideo.api.create({...NEW_WEBHOOK, events: []})).rejects.toMatchObject({
    code: 'rejected',
    message: 'api.video answered 400: This attribute is required. (events)',
    provider: {problems: [{name: 'events'}]},
  })
})

test('a wrong key is unauthorized, and the hint names both environments', async () => {
  await using apivideo = await start({apiKey: 'wrong'})

  await expect(apivideo.api.list()).rejects.toMatchObject({
    code: 'unauthorized',
    message: 'api.video answered 401: The API key is invalid.',
    hint: expect.stringContaining('production and sandbox'),
  })
})

test('too many requests is rate_limited, with the time to wait', async () => {
  await using apivideo = await start({rateLimit: 'sandbox'})
  for (let n = 0; n < 100; n++) await apivideo.api.list()

  await expect(apivideo.api.list()).rejects.toMatchObject({
    code: 'rate_limited',
    message: expect.stringMatching(/^api\.video rate limit exceeded \(resets in \d+ s\)$/),
    hint: expect.stringMatching(/^try again in \d+ s$/),
  })
})
