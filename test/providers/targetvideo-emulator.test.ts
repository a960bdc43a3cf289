import {expect, test} from 'vitest'
import {startEmulator, type Emulator} from '../support/emulator.ts'

const PATH = '/targetvideo/websites/12345/webhook'
const SETTINGS = {url: 'https://example.com/in', secret: 'abcdefghijkl9f2c', timeout: 5}

test('a PUT creates the webhook of a website, and shows its full secret this once', async () => {
  await using server = await startEmulator()

  const created = await ask(server, 'PUT', {body: SETTINGS})
  const shown = {website_id: '12345', ...SETTINGS, secret: '…9f2c'}

  expect(created).toEqual({status: 201, body: {website_id: '12345', ...SETTINGS}})
  expect(await ask(server, 'GET')).toEqual({status: 200, body: shown})
  expect(await ask(server, 'PUT', {body: {timeout: 0}})).toEqual({
    status: 200,
    body: {...shown, timeout: 0},
  })
})

test('a secret is generated if none is given', async () => {
  await using server = await startEmulator()

  const {body} = await ask(server, 'PUT', {body: {url: 'http://127.0.0.1:3000'}})

  expect(body).toMatchObject({secret: expect.stringMatching(/^\w{32}$/), timeout: 0})
})

test('the webhook is available in the control API too', async () => {
  await using server = await startEmulator()
  await ask(server, 'PUT', {body: SETTINGS})

  const [webhook] = await server.control.webhooks.list({provider: 'targetvideo'})

  expect(webhook).toMatchObject({
    scope: '12345',
    url: SETTINGS.url,
    secret: '…9f2c',
    options: {timeout: 5},
    state: 'enabled',
  })
  expect(webhook?.events).toHaveLength(17)
  await expect(
    server.control.webhooks.create({
      provider: 'targetvideo',
      scope: '12345',
      url: SETTINGS.url,
      events: [],
    }),
  ).rejects.toMatchObject({code: 'rejected', hint: expect.stringContaining('hooks update')})
})

test('a DELETE removes the webhook; then GET and DELETE get 404', async () => {
  await using server = await startEmulator()
  await ask(server, 'PUT', {body: SETTINGS})
  const missing = {
    status: 404,
    body: {error: {code: 'not_found', message: 'website 12345 has no webhook'}},
  }

  expect(await ask(server, 'DELETE')).toEqual({status: 204, body: undefined})
  expect(await ask(server, 'DELETE')).toEqual(missing)
  expect(await ask(server, 'GET')).toEqual(missing)
})

test('concurrent PUTs create one webhook', async () => {
  await using server = await startEmulator()

  const answers = await Promise.all(
    Array.from({length: 8}, () => ask(server, 'PUT', {body: SETTINGS})),
  )

  expect(answers.filter(({status}) => status === 201)).toHaveLength(1)
  expect(answers.filter(({status}) => status === 200)).toHaveLength(7)
  expect(await server.control.webhooks.list({provider: 'targetvideo'})).toHaveLength(1)
})

const ADDRESS = 'use a URL such as https://example.com/in'
const FIELDS = 'the fields are url, secret and timeout; each may be left out'

test.each([
  [{}, 'url is missing', undefined],
  [{url: 'example.com'}, 'url is not a URL', ADDRESS],
  [{url: 'ftp://example.com'}, 'url is not http or https', ADDRESS],
  [{url: 7}, 'url must be string', FIELDS],
  [{...SETTINGS, secret: ''}, 'secret must not have fewer than 1 characters', FIELDS],
  [{...SETTINGS, timeout: -1}, 'timeout must be >= 0', FIELDS],
  [{...SETTINGS, timeout: '5'}, 'timeout must be number', FIELDS],
  [{...SETTINGS, timeout: 86_401}, 'timeout must be <= 86400', FIELDS],
  [{...SETTINGS, events: ['add_video']}, 'events is not a known field', FIELDS],
  [[], 'the body must be object', FIELDS],
  ['{', 'the body is not JSON', undefined],
])('a PUT of %j is refused', async (body, message, hint) => {
  await using server = await startEmulator()

  expect(await ask(server, 'PUT', {body})).toEqual({
    status: 400,
    body: {error: {code: 'usage', message, ...(hint === undefined ? {} : {hint})}},
  })
})

test('a body that has another type or is too large is refused', async () => {
  await using server = await startEmulator()

  const form = await ask(server, 'PUT', {body: 'url=x', type: 'application/x-www-form-urlencoded'})
  const endless = await ask(server, 'PUT', {body: {url: 'x'.repeat(1024 * 1024)}})

  expect([form.status, endless.status]).toEqual([415, 413])
})

test('every request needs the server key', async () => {
  await using server = await startEmulator()

  expect(await ask(server, 'GET', {key: ''})).toEqual({
    status: 401,
    body: {error: {code: 'unauthorized', message: 'the server key is missing'}},
  })
  expect(await ask(server, 'GET', {key: 'wrong'})).toMatchObject({
    status: 401,
    body: {error: {message: 'the server key is wrong'}},
  })
  expect(await ask(server, 'GET', {key: '', path: '/targetvideo/other'})).toMatchObject({
    status: 401,
  })
})

test('an invalid website gets 400, an unknown path or method 404', async () => {
  await using server = await startEmulator()
  const odd = '/targetvideo/websites/a%20b/webhook'

  expect((await ask(server, 'GET', {path: odd})).status).toBe(400)
  expect((await ask(server, 'GET', {path: '/targetvideo/other'})).status).toBe(404)
  expect((await ask(server, 'POST', {body: SETTINGS})).status).toBe(404)
})

test('an invalid timeout is refused by the control API too', async () => {
  await using server = await startEmulator()

  const creation = server.control.webhooks.create({
    provider: 'targetvideo',
    url: SETTINGS.url,
    events: [],
    options: {timeout: -1},
  })

  await expect(creation).rejects.toMatchObject({
    code: 'usage',
    message: 'options contain a timeout that is not between 0 and 86400',
  })
})

type Asking = {body?: unknown; key?: string; path?: string; type?: string}

async function ask(
  {url, key: right}: Emulator,
  method: string,
  {body, key = right, path = PATH, type = 'application/json'}: Asking = {},
) {
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(key === '' ? {} : {authorization: `Bearer ${key}`}),
      ...(body === undefined ? {} : {'content-type': type}),
    },
    ...(body === undefined ? {} : {body: typeof body === 'string' ? body : JSON.stringify(body)}),
  })
  const text = await answer.text()
  return {status: answer.status, body: text === '' ? undefined : JSON.parse(text)}
}
