import {readFile} from 'node:fs/promises'
import * as fc from 'fast-check'
import {expect, test} from 'vitest'
import {answerApivideoBadAddress} from '../../src/providers/apivideo/emulator/routes.ts'
import {NEW_WEBHOOK, standingClock, startApivideo} from '../support/apivideo.ts'

const VENDOR = JSON.parse(
  await readFile(new URL('../fixtures/apivideo/answers.json', import.meta.url), 'utf8'),
)
const JSON_TYPE = {'content-type': 'application/json'}

test("the response to a creation is the vendor's documented one, with the secret", async () => {
  await using apivideo = await startApivideo({
    clock: standingClock(Date.UTC(2021, 0, 8, 14, 12, 18, 217)),
  })

  const answer = await apivideo.ask('POST', '/webhooks', {payload: NEW_WEBHOOK})

  expect(answer.statusCode).toBe(201)
  expect(answer.headers['content-type']).toBe('application/json')
  const {webhookId, signatureSecret, ...rest} = answer.json()
  expect({webhookId: VENDOR.created.webhookId, ...rest}).toEqual(VENDOR.created)
  expect(webhookId).toMatch(/^webhook_[0-9A-Za-z]{22}$/)
  expect(signatureSecret).toMatch(/^sig_sec_[0-9A-Za-z]{22}$/)
})

test('a created webhook is the one that the store, get and list show', async () => {
  await using apivideo = await startApivideo()

  const created = (await apivideo.ask('POST', '/webhooks', {payload: NEW_WEBHOOK})).json()

  expect((await apivideo.ask('GET', `/webhooks/${created.webhookId}`)).json()).toEqual(created)
  expect((await apivideo.ask('GET', '/webhooks')).json().data).toEqual([created])
  expect(await apivideo.store.webhooks.get('apivideo', created.webhookId)).toMatchObject({
    url: NEW_WEBHOOK.url,
    secret: created.signatureSecret,
  })
})

test("the list is the vendor's documented one, including links", async () => {
  await using apivideo = await startApivideo()
  for (const {webhookId: id, url, events, signatureSecret: secret} of VENDOR.list.data) {
    await apivideo.store.webhooks.create({provider: 'apivideo', id, url, events, secret})
  }

  const {body} = await apivideo.ask('GET', '/webhooks', {headers: {host: 'ws.api.video'}})

  const expected = JSON.stringify(VENDOR.list).replaceAll('https:', 'http:')
  expect(withoutDates(body)).toBe(withoutDates(expected))
})

function withoutDates(text: string): string {
  return text.replaceAll(/"createdAt":"[^"]*"/g, '')
}

test('each page links to the pages around it and keeps the filter', async () => {
  await using apivideo = await startApivideo()
  for (const n of [1, 2, 3, 4, 5]) {
    const events = n === 5 ? ['video.source.recorded'] : NEW_WEBHOOK.events
    await apivideo.ask('POST', '/webhooks', {payload: {url: `https://example.com/${n}`, events}})
  }
  const filter = `pageSize=2&events=${NEW_WEBHOOK.events[0]}`

  const second = await apivideo.ask('GET', `/webhooks?currentPage=2&${filter}`)
  const first = await apivideo.ask('GET', '/webhooks?pageSize=2')

  const {data, pagination} = second.json()
  expect(data.map(({url}: {url: string}) => url)).toEqual([
    'https://example.com/3',
    'https://example.com/4',
  ])
  expect(pagination).toMatchObject({currentPage: 2, pageSize: 2, pagesTotal: 2, itemsTotal: 4})
  const uri = (page: number) => `http://localhost:80/webhooks?currentPage=${page}&${filter}`
  expect(pagination.links).toEqual([
    {rel: 'self', uri: uri(2)},
    {rel: 'first', uri: uri(1)},
    {rel: 'previous', uri: uri(1)},
    {rel: 'last', uri: uri(2)},
  ])
  const rels = first.json().pagination.links.map(({rel}: {rel: string}) => rel)
  expect(rels).toEqual(['self', 'first', 'next', 'last'])
})

test('a page after the last, and the list for an event that no webhook has, are empty', async () => {
  await using apivideo = await startApivideo()
  await apivideo.ask('POST', '/webhooks', {payload: NEW_WEBHOOK})

  expect((await apivideo.ask('GET', '/webhooks?currentPage=7')).json().data).toEqual([])
  expect(
    (await apivideo.ask('GET', '/webhooks?events=no.such%00event')).json().pagination,
  ).toMatchObject({
    pagesTotal: 1,
    itemsTotal: 0,
  })
})

test.each([
  'currentPage=0',
  'pageSize=101',
  'pageSize=x',
  'pageSize=1&pageSize=2',
  'currentPage=1e3',
])('?%s is an invalid query', async (query) => {
  await using apivideo = await startApivideo()

  const answer = await apivideo.ask('GET', `/webhooks?${query}`)

  expect(answer.statusCode).toBe(400)
  expect(Object.keys(answer.json())).toEqual(['type', 'title', 'status', 'detail', 'name'])
  expect(answer.json()).toMatchObject({
    type: 'https://docs.api.video/reference/request-invalid-query-parameter',
    title: 'A query parameter is invalid.',
    name: query.split('=')[0],
  })
})

test('one response lists all problems of a creation, byte for byte', async () => {
  await using apivideo = await startApivideo()

  const {statusCode, body} = await apivideo.ask('POST', '/webhooks', {payload: {}})

  expect(statusCode).toBe(400)
  expect(body).toBe(JSON.stringify(VENDOR.badCreation))
})

test.each([
  [{...NEW_WEBHOOK, events: 'video.source.recorded'}, ['events: must be an array.']],
  [{...NEW_WEBHOOK, events: []}, ['events: is required.']],
  [{...NEW_WEBHOOK, events: ['nope']}, ['events: events[0] is not one']],
  [{...NEW_WEBHOOK, events: [1, null]}, ['events: events[0] is not one']],
  [{...NEW_WEBHOOK, url: 'ftp://example.com'}, ['url: url is not http or https']],
  [{...NEW_WEBHOOK, url: 7}, ['url: url is not a string']],
  [{...NEW_WEBHOOK, url: 'http://example.com/\u{D800}'}, ['url: url is not a string']],
  [{events: ['nope'], url: ''}, ['url: is required.', 'events: events[0] is not one']],
])('%j names %j', async (payload, problems) => {
  await using apivideo = await startApivideo()

  const answer = await apivideo.ask('POST', '/webhooks', {
    headers: JSON_TYPE,
    payload: JSON.stringify(payload),
  })

  expect(answer.statusCode).toBe(400)
  const named = answer.json().problems.map(({name, title, detail}: Record<string, string>) => {
    const words = `${name}: ${title} ${detail ?? ''}`.trim()
    return words.replace(/This attribute |Invalid attributes\. /, '').replace(/ of .*/, '')
  })
  expect(named).toEqual(problems)
  expect(answer.json()).toMatchObject(answer.json().problems[0])
})

test.each([
  ['', 400],
  ['{"events":', 400],
  ['[]', 400],
  ['null', 400],
  [Buffer.from([0x7b, 0xff, 0x7d]), 400],
  [JSON.stringify({...NEW_WEBHOOK, more: 'x'.repeat(1024 * 1024)}), 413],
])('the body %.20s is not accepted', async (payload, status) => {
  await using apivideo = await startApivideo()

  const answer = await apivideo.ask('POST', '/webhooks', {headers: JSON_TYPE, payload})

  const type = 'https://docs.api.video/reference/invalid-payload'
  expect(answer.json()).toEqual({type, title: 'The payload is invalid.', status})
})

test('the eleventh webhook is rejected and the tenth is not, even if all arrive at once', async () => {
  await using apivideo = await startApivideo()

  const creations = Array.from({length: 11}, () =>
    apivideo.ask('POST', '/webhooks', {payload: NEW_WEBHOOK}),
  )
  const answers = await Promise.all(creations)

  const refused = answers.filter(({statusCode}) => statusCode !== 201)
  expect(refused.map((answer) => answer.json())).toEqual([
    {
      type: 'https://docs.api.video/reference/webhook-limit-reached',
      title: 'Your account has reached the webhook urls limit.',
      status: 400,
    },
  ])
})

test('delete answers 204 with no body, even to a JSON content type without a body', async () => {
  await using apivideo = await startApivideo()
  const {webhookId} = (await apivideo.ask('POST', '/webhooks', {payload: NEW_WEBHOOK})).json()

  const answer = await apivideo.ask('DELETE', `/webhooks/${webhookId}`, {headers: JSON_TYPE})

  expect([answer.statusCode, answer.body, answer.headers['content-type']]).toEqual([
    204,
    '',
    undefined,
  ])
})

test.each(['nope', 'a%2Fb', '%00', '..%2F..'])(
  'GET and DELETE of /webhooks/%s are 404',
  async (id) => {
    await using apivideo = await startApivideo()

    const got = await apivideo.ask('GET', `/webhooks/${id}`)
    const deleted = await apivideo.ask('DELETE', `/webhooks/${id}`)

    expect([got.statusCode, deleted.statusCode]).toEqual([404, 404])
    expect([got.body, deleted.body]).toEqual([
      JSON.stringify(VENDOR.notFound),
      JSON.stringify(VENDOR.notFound),
    ])
  },
)

test("a path that the router rejects gets the vendor's response", () => {
  expect(answerApivideoBadAddress('/webhooks/%zz')?.body).toEqual(VENDOR.notFound)
  expect(answerApivideoBadAddress('/webhooksfoo')).toBeUndefined()
})

test('no request gets a 500', async () => {
  await using apivideo = await startApivideo()

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'HEAD'),
      fc.constantFrom('/webhooks', '/webhooks/', '/auth/api-key', '/auth/refresh', '/auth/'),
      fc.string({unit: 'binary', maxLength: 60}),
      fc.oneof(fc.json(), fc.string()),
      async (method, path, tail, payload) => {
        const url = path.endsWith('/') ? path + encodeURIComponent(tail) : path
        const answer = await apivideo.ask(method, url, {headers: JSON_TYPE, payload})
        expect(answer.statusCode).toBeLessThan(500)
      },
    ),
    {numRuns: 100},
  )
})
