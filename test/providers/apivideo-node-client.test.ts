import ApiVideoClient from '@api.video/nodejs-client'
import {expect, test} from 'vitest'
import type {ServeOptions} from '../../src/runtime/index.ts'
import {NEW_WEBHOOK} from '../support/apivideo.ts'
import {startEmulator} from '../support/emulator.ts'

type Starting = Partial<ServeOptions> & {readonly apiKey?: string}

/** The vendor's own client, unchanged except for its base URL, and a real hooks server. */
async function start({apiKey, ...options}: Starting = {}) {
  const emulator = await startEmulator(options)
  const client = new ApiVideoClient({apiKey: apiKey ?? emulator.key, baseUri: emulator.url})
  return {client, [Symbol.asyncDispose]: () => emulator[Symbol.asyncDispose]()}
}

test("the vendor's client creates, gets and deletes", async () => {
  await using apivideo = await start()
  const {webhooks} = apivideo.client

  const created = await webhooks.create(NEW_WEBHOOK)
  const {webhookId = ''} = created
  const got = await webhooks.get(webhookId)
  await webhooks.delete(webhookId)

  expect(created).toMatchObject(NEW_WEBHOOK)
  expect(created.createdAt).toBeInstanceOf(Date)
  expect(created.signatureSecret).toMatch(/^sig_sec_/)
  expect(got).toEqual(created)
  await expect(webhooks.get(webhookId)).rejects.toMatchObject({code: 404})
})

test("the vendor's client lists, page by page and by event", async () => {
  await using apivideo = await start()
  const {webhooks} = apivideo.client
  for (const n of [1, 2, 3])
    await webhooks.create({...NEW_WEBHOOK, url: `https://example.com/${n}`})
  await webhooks.create({events: ['video.source.recorded'], url: 'https://example.com/recorded'})

  const all = await webhooks.list()
  const second = await webhooks.list({currentPage: 2, pageSize: 3})
  const recorded = await webhooks.list({events: 'video.source.recorded'})

  expect(all.pagination).toMatchObject({
    currentPage: 1,
    pageSize: 25,
    itemsTotal: 4,
    currentPageItems: 4,
  })
  expect(second.data.map(({url}) => url)).toEqual(['https://example.com/recorded'])
  expect(second.pagination.links?.map(({rel}) => rel)).toEqual([
    'self',
    'first',
    'previous',
    'last',
  ])
  expect(recorded.data.map(({url}) => url)).toEqual(['https://example.com/recorded'])
})

test("the vendor's client gets the errors that it knows, with the problems", async () => {
  await using apivideo = await start()
  const {webhooks} = apivideo.client

  await expect(webhooks.create({events: ['nope'], url: ''})).rejects.toMatchObject({
    code: 400,
    message: 'This attribute is required.',
    problemDetails: {name: 'url', problems: [{name: 'url'}, {name: 'events'}]},
  })
  await expect(webhooks.delete('a/b')).rejects.toMatchObject({
    code: 404,
    message: 'The requested resource was not found.',
  })
  await expect(webhooks.list({pageSize: 101})).rejects.toMatchObject({code: 400})
})

test("the vendor's client is rejected without a key and with a wrong one", async () => {
  await using none = await start({apiKey: ''})
  await using wrong = await start({apiKey: 'wrong'})

  await expect(none.client.webhooks.list()).rejects.toMatchObject({
    code: 401,
    message: 'The "Authorization" header is missing.',
  })
  await expect(wrong.client.webhooks.list()).rejects.toMatchObject({
    code: 401,
    message: 'The API key is invalid.',
  })
})

test("the vendor's client gets an access token", async () => {
  await using apivideo = await start()

  const token = await apivideo.client.getAccessToken()

  expect(token).toMatchObject({tokenType: 'Bearer', expiresIn: 3600})
  expect(token.accessToken?.split('.')).toHaveLength(3)
})

test("the vendor's client sees the rate limits, and is stopped by them", async () => {
  await using apivideo = await start({rateLimit: 'sandbox'})
  const {webhooks} = apivideo.client

  const {headers} = await webhooks.listWithResponseHeaders()
  for (let n = 0; n < 99; n++) await webhooks.list()

  expect(headers).toMatchObject({'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '99'})
  await expect(webhooks.list()).rejects.toMatchObject({code: 429, message: 'Too many requests.'})
})
