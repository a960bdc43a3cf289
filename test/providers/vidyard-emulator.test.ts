import * as fc from 'fast-check'
import {expect, test} from 'vitest'
import {answerVidyardBadAddress} from '../../src/providers/vidyard/emulator/routes.ts'
import {
  ANALYTICS,
  AUTH_TOKEN,
  INTEGRATIONS,
  NEW_ANALYTICS,
  NEW_PLAYERS,
  PLAYERS,
  startVidyard,
} from '../support/vidyard.ts'

const NOT_FOUND = {error: 'The requested resource could not be found'}
const JSON_TYPE = {'content-type': 'application/json'}

test.each([
  [ANALYTICS, NEW_ANALYTICS],
  [PLAYERS, NEW_PLAYERS],
])('a registration at %s and its deletion get the documented responses', async (path, payload) => {
  await using vidyard = await startVidyard()

  const created = await vidyard.ask('POST', path, {payload})
  const {webhook_id: id} = created.json()
  const deleted = await vidyard.ask('DELETE', `${path}/${id}`)

  expect(created.statusCode).toBe(201)
  expect(created.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(id).toBeTypeOf('number')
  expect(created.body).toBe(`{"webhook_id":${id},"status":"Successfully registered the webhook"}`)
  expect([deleted.statusCode, deleted.body]).toEqual([
    200,
    '{"status":"Successfully deleted the webhook"}',
  ])
  expect(await vidyard.store.webhooks.list()).toEqual([])
})

test('a registered webhook is stored with its kind, organization, key and settings', async () => {
  await using vidyard = await startVidyard()
  const settings = {depth: {deep: [1]}}

  const created = await vidyard.ask('POST', PLAYERS, {payload: {...NEW_PLAYERS, settings}})

  const {webhook_id: id} = created.json()
  expect(await vidyard.store.webhooks.get('vidyard', String(id))).toMatchObject({
    vendorId: String(id),
    kind: 'players',
    scope: '6871',
    url: NEW_PLAYERS.url,
    events: ['videofacade_create'],
    secret: 'sesame',
    options: {settings},
  })
})

test('settings may be null or left out, and player events may have any name', async () => {
  await using vidyard = await startVidyard()
  const any = ['playlist_reorder', 'playlist_reorder', 7, {a: 1}]

  const answers = [
    await vidyard.ask('POST', PLAYERS, {payload: {...NEW_PLAYERS, settings: null}}),
    await vidyard.ask('POST', PLAYERS, {payload: {...NEW_PLAYERS, event_subscriptions: any}}),
  ]

  expect(answers.map(({statusCode}) => statusCode)).toEqual([201, 201])
  const webhooks = await vidyard.store.webhooks.list()
  expect(webhooks.map(({options}) => options)).toEqual([{}, {}])
  expect(webhooks[1]?.events).toEqual(['playlist_reorder', '7', '{"a":1}'])
})

test.each([
  [{url: undefined}, 'Missing parameter url'],
  [{url: ''}, 'Missing parameter url'],
  [{security_key: undefined}, 'Missing parameter security_key'],
  [{security_key: null}, 'Missing parameter security_key'],
  [{event_subscriptions: []}, 'Missing parameter event_subscriptions'],
  [{url: 7}, "Invalid parameter 'url': Must be a String"],
  [
    {url: 'ftp://example.com'},
    "Invalid parameter 'url': Must be a URL that deliveries can be sent to; it is not http or https",
  ],
  [{security_key: 7}, "Invalid parameter 'security_key': Must be a String"],
  [
    {security_key: 'se\nsame'},
    "Invalid parameter 'security_key': Must fit into a header; it contains a control character",
  ],
  [
    {event_subscriptions: ['view', 'videofacade_create']},
    "Invalid parameter 'event_subscriptions': Must be an array of [view, identified_view, attention_span]",
  ],
  [
    {event_subscriptions: 'view'},
    "Invalid parameter 'event_subscriptions': Must be an array of [view, identified_view, attention_span]",
  ],
])('an analytics registration with %j gets 400', async (part, error) => {
  await using vidyard = await startVidyard()
  const payload = {...NEW_ANALYTICS, ...part}

  const answer = await vidyard.ask('POST', ANALYTICS, {payload})

  expect([answer.statusCode, answer.json()]).toEqual([400, {error}])
})

test.each([
  [{settings: 'fast'}, "Invalid parameter 'settings': Must be a Hash"],
  [{settings: []}, "Invalid parameter 'settings': Must be a Hash"],
  [
    {event_subscriptions: 'videofacade_create'},
    "Invalid parameter 'event_subscriptions': Must be an array of any type",
  ],
])('a player registration with %j gets 400', async (part, error) => {
  await using vidyard = await startVidyard()

  const answer = await vidyard.ask('POST', PLAYERS, {payload: {...NEW_PLAYERS, ...part}})

  expect([answer.statusCode, answer.json()]).toEqual([400, {error}])
})

test.each(['{"url":', '[]', 'null', Buffer.from([0x7b, 0xff, 0x7d])])(
  'the body %s gets 400',
  async (payload) => {
    await using vidyard = await startVidyard()

    const answer = await vidyard.ask('POST', ANALYTICS, {headers: JSON_TYPE, payload})

    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toEqual({error: 'body has wrong syntax or unable to handle request'})
  },
)

test('a webhook is found only by its number, in its own organization and kind', async () => {
  await using vidyard = await startVidyard()
  const created = await vidyard.ask('POST', ANALYTICS, {payload: NEW_ANALYTICS})
  const {webhook_id: id} = created.json()
  const [webhook] = await vidyard.store.webhooks.list()

  for (const path of [
    `${PLAYERS}/${id}`,
    ANALYTICS.replace('6871', '6872') + `/${id}`,
    `${ANALYTICS}/${webhook?.id}`,
    `${ANALYTICS}/0${id}`,
    `${ANALYTICS}/${id}/`,
    `${ANALYTICS}/999`,
    `${ANALYTICS}/a%2Fb`,
  ]) {
    const answer = await vidyard.ask('DELETE', path)
    expect([path, answer.statusCode, answer.json()]).toEqual([path, 404, NOT_FOUND])
  }
  expect(await vidyard.store.webhooks.count({})).toBe(1)
})

test('the Dashboard API has no list, get or update, and an organization must be a number', async () => {
  await using vidyard = await startVidyard()

  const answers = [
    await vidyard.ask('GET', ANALYTICS),
    await vidyard.ask('GET', `${ANALYTICS}/1`),
    await vidyard.ask('PUT', `${ANALYTICS}/1`, {payload: NEW_ANALYTICS}),
    await vidyard.ask('POST', ANALYTICS.replace('6871', 'acme'), {payload: NEW_ANALYTICS}),
    await vidyard.ask('POST', ANALYTICS.replace('analytics', 'videos'), {payload: NEW_ANALYTICS}),
    await vidyard.ask('GET', '/dashboard/v1'),
  ]

  expect(answers.map(({statusCode}) => statusCode)).toEqual(answers.map(() => 404))
  expect(answers.map((answer) => answer.json())).toEqual(answers.map(() => NOT_FOUND))
})

test('paths may end in .json, unless the server assumes otherwise', async () => {
  await using vidyard = await startVidyard()
  await using strict = await startVidyard({'vidyard.jsonSuffix': false})

  const created = await vidyard.ask('POST', `${ANALYTICS}.json`, {payload: NEW_ANALYTICS})
  const deleted = await vidyard.ask('DELETE', `${ANALYTICS}/${created.json().webhook_id}.json`)
  const refused = await strict.ask('POST', `${ANALYTICS}.json`, {payload: NEW_ANALYTICS})

  expect([created.statusCode, deleted.statusCode, refused.statusCode]).toEqual([201, 200, 404])
})

test('the server can get a response for an address that the router cannot parse', () => {
  expect(answerVidyardBadAddress(`${ANALYTICS}/%zz`, {errorShape: 'error'})).toMatchObject({
    status: 404,
    body: NOT_FOUND,
  })
  expect(answerVidyardBadAddress(`${INTEGRATIONS}?x=%zz`, {errorShape: 'error'})?.body).toEqual(
    NOT_FOUND,
  )
  expect(answerVidyardBadAddress('/v1/integrations', {})).toBeUndefined()
})

test('no request gets a 500, whatever it contains', async () => {
  await using vidyard = await startVidyard()

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'HEAD', 'OPTIONS'),
      fc.constantFrom(ANALYTICS, PLAYERS, `${ANALYTICS}/`, INTEGRATIONS, `${INTEGRATIONS}/`),
      fc.string({unit: 'binary', maxLength: 60}),
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.json().map((json) => `{"auth_token":"${AUTH_TOKEN}","url":${json}}`),
      ),
      async (method, path, tail, payload) => {
        const url = path.endsWith('/') ? path + encodeURIComponent(tail) : path
        const answer = await vidyard.ask(method, url, {headers: JSON_TYPE, payload})
        expect(answer.statusCode).toBeLessThan(500)
      },
    ),
    {numRuns: 100},
  )
})
