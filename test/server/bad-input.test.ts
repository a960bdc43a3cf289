import * as fc from 'fast-check'
import {expect, test} from 'vitest'
import {startControl, type Control} from '../support/control.ts'

const MIB = 1024 * 1024
const EVENT = 'video.source.recorded'
const NEW_WEBHOOK = {provider: 'apivideo', url: 'https://example.com/hook', events: [EVENT]}

/** All errors have this shape: `{"error":{"code","message","hint"?}}`, with a one-line message. */
const ERROR_SHAPE = {
  error: {
    code: expect.stringMatching(/^[a-z_]+$/),
    message: expect.stringMatching(/^[^\n]+$/),
  },
}

async function expectNothingCreated(control: Control): Promise<void> {
  expect((await control.ask('GET', '/v1/webhooks')).json).toEqual({webhooks: []})
  expect((await control.ask('GET', '/v1/events')).json).toEqual({events: []})
}

test('a body that is not JSON, or not an object, is 400', async () => {
  await using control = await startControl()

  for (const body of [
    '{',
    '{"a":1,}',
    'nonsense',
    '',
    '[]',
    '"text"',
    '1',
    'null',
    Buffer.from([0x7b, 0xff, 0x7d]),
  ]) {
    for (const path of ['/v1/webhooks', '/v1/events']) {
      const {status, json} = await control.ask('POST', path, {body})
      expect([String(body), path, status]).toEqual([String(body), path, 400])
      expect(json).toMatchObject(ERROR_SHAPE)
    }
  }
  await expectNothingCreated(control)
})

test('an unknown field, a missing one or one of the wrong type is named', async () => {
  await using control = await startControl()
  const {url: _url, ...noUrl} = NEW_WEBHOOK

  for (const [body, named] of [
    [{...NEW_WEBHOOK, colour: 'red'}, 'colour'],
    [
      {...NEW_WEBHOOK, a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1},
      'not contain "a", "b"',
    ],
    [noUrl, 'url'],
    [{...NEW_WEBHOOK, url: 7}, 'url'],
    [{...NEW_WEBHOOK, events: EVENT}, 'events'],
    [{...NEW_WEBHOOK, events: [1]}, 'events.0'],
    [{...NEW_WEBHOOK, secret: ''}, 'secret'],
    [{...NEW_WEBHOOK, scope: 'x'.repeat(201)}, 'scope'],
    [{...NEW_WEBHOOK, url: `https://example.com/${'x'.repeat(4096)}`}, 'url'],
  ] as const) {
    const {status, json} = await control.ask('POST', '/v1/webhooks', {body})
    expect([named, status]).toEqual([named, 400])
    expect(json).toMatchObject({error: {code: 'usage', message: expect.stringContaining(named)}})
  }
  await expectNothingCreated(control)
})

test('a number in a body may not be given as text', async () => {
  await using control = await startControl()

  expect(await control.ask('POST', '/v1/clock/advance', {body: {ms: '5'}})).toMatchObject({
    status: 400,
    json: {error: {message: 'ms must be integer'}},
  })
})

test('a query value is not coerced beyond integers', async () => {
  await using control = await startControl()

  for (const [query, message] of [
    ['deliveries?limit=1.5', 'limit must be integer'],
    ['deliveries?limit=', 'limit must be integer'],
    ['deliveries?limit=1e2', 'limit must be integer'],
    ['deliveries?limit=0x10', 'limit must be integer'],
    ['deliveries?limit=true', 'limit must be integer'],
    ['deliveries?limit=1&limit=2', 'limit must be integer'],
    ['deliveries?limit=501', 'limit must be <= 500'],
    ['events/x?timeoutMs=-1', 'timeoutMs must be >= 0'],
    ['events/x?wait=maybe', 'wait must be first or done or none'],
    ['deliveries?state=', 'state must be pending or delivered or failed or cancelled'],
    ['deliveries?provider=a&provider=b', 'provider must be string'],
    ['webhooks?event=', 'event must not have fewer than 1 characters'],
    ['events?cursor=', 'cursor must not have fewer than 1 characters'],
    ['deliveries?stat=failed', 'querystring must not contain "stat"'],
  ] as const) {
    const {status, json} = await control.ask('GET', `/v1/${query}`)
    expect([query, status, json.error]).toEqual([query, 400, {code: 'usage', message}])
  }
})

test('a body of 1 MiB is accepted, and one byte more is 413', async () => {
  await using control = await startControl()
  const event = (filler: string) =>
    JSON.stringify({provider: 'apivideo', type: EVENT, payload: {filler}, force: true})
  const room = MIB - event('').length

  const fits = await control.ask('POST', '/v1/events', {body: event('x'.repeat(room))})
  const over = await control.ask('POST', '/v1/events', {body: event('x'.repeat(room + 1))})

  expect(fits.status).toBe(202)
  const {error} = over.json
  expect([over.status, error.code]).toEqual([413, 'usage'])
  expect(error.message).toBe('the request body is larger than 1 MiB')
  expect(error.hint).toContain('1,048,576 bytes')
  expect((await control.ask('GET', '/v1/events')).json.events).toHaveLength(1)
})

test('a body of another type is 415', async () => {
  await using control = await startControl()

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json2',
    undefined,
  ]) {
    const headers = {'content-type': type}
    const answer = await control.ask('POST', '/v1/webhooks', {
      body: JSON.stringify(NEW_WEBHOOK),
      headers,
    })
    expect([type, answer.status]).toEqual([type, 415])
    expect(answer.json).toMatchObject(ERROR_SHAPE)
  }
  await expectNothingCreated(control)
  const headers = {'content-type': 'Application/JSON; charset=utf-8'}
  expect((await control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK, headers})).status).toBe(201)
})

test('an unknown path and an unknown method are 404, without the query', async () => {
  await using control = await startControl()

  for (const [method, path] of [
    ['GET', '/v1/nothing-here'],
    ['PUT', '/v1/webhooks'],
    ['DELETE', '/v1/events'],
    ['GET', '/v1/webhooks/a/b/c'],
    ['POST', '/healthz'],
  ] as const) {
    expect(await control.ask(method, `${path}?token=secret`)).toMatchObject({
      status: 404,
      json: {error: {code: 'not_found', message: `no such route: ${method} /_hooks${path}`}},
    })
  }
})

test('a malformed URL is answered without a server error', async () => {
  await using control = await startControl()

  for (const path of [
    '/v1/webhooks/%zz',
    `/v1/webhooks/${'x'.repeat(600)}`,
    '/v1/webhooks/%00',
    '/v1/webhooks/..%2f..',
  ]) {
    const {status, json} = await control.ask('GET', path)
    expect([path, status >= 400 && status < 500]).toEqual([path, true])
    expect(json).toMatchObject(ERROR_SHAPE)
  }
})

test('a DELETE can have a content type without a body', async () => {
  await using control = await startControl()
  const {json} = await control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK})
  const headers = {'content-type': 'application/json'}

  expect((await control.ask('DELETE', `/v1/webhooks/${json.id}`, {headers})).status).toBe(200)
})

test('no random request gets a 500', async () => {
  await using control = await startControl({store: 'memory:'})
  const {json} = await control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK})
  const odd = fc.string({unit: 'binary', maxLength: 40})
  const field = fc.oneof(odd, fc.constantFrom('apivideo', EVENT, json.id, 'paused'), fc.jsonValue())
  const names = fc.constantFrom(
    'provider',
    'type',
    'url',
    'events',
    'payload',
    'scope',
    'secret',
    'options',
    'state',
    'force',
  )

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE'),
      fc.constantFrom(
        'webhooks',
        'events',
        'deliveries',
        `webhooks/${json.id}`,
        'webhooks/',
        'events/',
        'deliveries/',
      ),
      fc.dictionary(
        fc.constantFrom('limit', 'cursor', 'state', 'since', 'wait', 'provider', 'event'),
        odd,
      ),
      fc.oneof(fc.dictionary(names, field), fc.json(), odd),
      odd,
      async (...[method, path, query, body, tail]) => {
        const search = new URLSearchParams(query).toString()
        const id = path.endsWith('/') ? encodeURIComponent(tail.toWellFormed()) : ''
        const answer = await control.ask(method, `/v1/${path}${id}?${search}`, {
          body: method === 'GET' ? undefined : body,
          headers: {'idempotency-key': encodeURIComponent(tail.toWellFormed()) || undefined},
        })
        expect(answer.status).toBeLessThan(500)
        expect(answer.json).toMatchObject(answer.status < 400 ? {} : ERROR_SHAPE)
      },
    ),
    {numRuns: 200},
  )
})
