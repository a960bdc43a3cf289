import {expect, test} from 'vitest'
import {startEmulator, type Emulator} from '../support/emulator.ts'

const PATH = '/targetvideo/websites/12345/webhook'
const SETTINGS = {url: 'https://example.com/in', secret: 'abcdefghijkl9f2c', timeout: 5}

test('a PUT creates the webhook of a website, and shows its secret whole this once', async () => {
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

test('a secret is made where none is given', async () => {
  await using server = await startEmulator()

  const {body} = await ask(server, 'PUT', {body: {url: 'http://127.0.0.1:3000'}})

  expect(body).toMatchObject({secret: expect.stringMatching(/^\w{32}$/), timeout: 0})
})

test('the webhook is that of the control API', async () => {
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

test('a DELETE deletes, once; then there is nothing to get', async () => {
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

test('many PUTs at once make one webhook', async () => {
  await using server = await startEmulator()

  const answers = await Promise.all(
    Array.from({length: 8}, () => ask(server, 'PUT', {body: SETTINGS})),
  )

  expect(answers.filter(({status}) => status === 201)).toHaveLength(1)
  expect(answers.filter(({status}) => status === 200)).toHaveLength(7)
  expect(await server.control.webhooks.list({provider: 'targetvideo'})).toHaveLength(1)
})

const ADDRESS = 'give one like https://example.com/in'
const FIELDS = 'the fields are url, secret and timeout, and each may be left out'

test.each([
  [{}, 'url is missing', undefined],
  [{url: 'example.com'}, 'url is not a URL', ADDRESS],
  [{url: 'ftp://example.com'}, 'url is not http or https', ADDRESS],
  [{url: 7}, 'url must be string', FIELDS],
  [{...SETTINGS, secret: ''}, 'secret must not have fewer than 1 characters', FIELDS],
  [{...SETTINGS, timeout: -1}, 'timeout must be >= 0', FIELDS],
  [{...SETTINGS, timeout: '5'}, 'timeout must be number', FIELDS],
  [{...SETTINGS, timeout: 86_401}, 'timeout must be <= 86400', FIELDS],
  [{...SETTINGS, events: ['add_video']}, 'events is no field of it', FIELDS],
  [[], 'the body must be object', FIELDS],
  ['{', 'the body is not JSON', undefined],
])('a PUT of %j is refused', async (body, message, hint) => {
  await using server = await startEmulator()

  expect(await ask(server, 'PUT', {body})).toEqual({
    status: 400,
    body: {error: {code: 'usage', message, ...(hint === undefined ? {} : {hint})}},
  })
})

test('a body of another type is refused, an endless one too', async () => {
  await using server = await startEmulator()

  const form = await ask(server, 'PUT', {body: 'url=x', type: 'application/x-www-form-urlencoded'})
  const endless = await ask(server, 'PUT', {body: {url: 'x'.repeat(1024 * 1024)}})

  expect([form.status, endless.status]).toEqual([415, 413])
})

test('nothing is answered without the server key', async () => {
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

test('an odd website, an unknown address and an unknown method are answered as such', async () => {
  await using server = await startEmulator()
  const odd = '/targetvideo/websites/a%20b/webhook'

  expect((await ask(server, 'GET', {path: odd})).status).toBe(400)
  expect((await ask(server, 'GET', {path: '/targetvideo/other'})).status).toBe(404)
  expect((await ask(server, 'POST', {body: SETTINGS})).status).toBe(404)
})

test('a timeout that is none is refused by the control API as well', async () => {
  await using server = await startEmulator()

  const creation = server.control.webhooks.create({
    provider: 'targetvideo',
    url: SETTINGS.url,
    events: [],
    options: {timeout: -1},
  })

  await expect(creation).rejects.toMatchObject({
    code: 'usage',
    message: 'options hold a timeout that is not from 0 to 86400',
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
