import {expect, test} from 'vitest'
import {systemClock} from '../../src/core/clock.ts'
import {loadProviders} from '../../src/providers/index.ts'
import {buildApp} from '../../src/server/app.ts'
import {createLogger} from '../../src/server/watch/log.ts'
import {openStore} from '../../src/store/index.ts'
import {ask} from '../support/control.ts'
import {startEmulator} from '../support/emulator.ts'
import {
  ANALYTICS,
  AUTH_TOKEN,
  INTEGRATIONS,
  NEW_ANALYTICS,
  NEW_PLAYERS,
  PLAYERS,
  startVidyard,
} from '../support/vidyard.ts'

const UNAUTHORIZED = {error: 'auth_token omitted or authentication failed'}
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const NOT_ACCEPTABLE = {
  error: `Invalid content-type. API currently only supports application/json, text/csv, ${XLSX}`,
}

test.each([
  '*/*',
  'application/json',
  'text/csv',
  XLSX,
  'APPLICATION/JSON; charset=utf-8',
  'application/*;q=0.5',
  'text/html, application/json;q=0.9',
])('a request with Accept %s gets a JSON response', async (accept) => {
  await using vidyard = await startVidyard()

  const answer = await vidyard.ask('POST', ANALYTICS, {headers: {accept}, payload: NEW_ANALYTICS})

  expect(answer.statusCode).toBe(201)
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
})

test.each(['text/html', 'application/jsonx', 'image/*', 'application/json;q=0', 'json', ''])(
  'Accept %j gets 406 on every path, before the token is checked',
  async (accept) => {
    await using vidyard = await startVidyard()
    const rest = {headers: {accept}, query: {}, payload: NEW_ANALYTICS}

    const answers = [
      await vidyard.ask('POST', ANALYTICS, rest),
      await vidyard.ask('DELETE', `${PLAYERS}/1`, rest),
      await vidyard.ask('GET', '/dashboard/v1', {headers: {accept}}),
    ]

    expect(answers.map(({statusCode}) => statusCode)).toEqual([406, 406, 406])
    expect(answers.map((answer) => answer.json())).toEqual(answers.map(() => NOT_ACCEPTABLE))
    expect(answers[0]?.headers['content-type']).toBe('application/json; charset=utf-8')
  },
)

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '*/*', 'x'])(
  'Content-Type %s gets 406',
  async (type) => {
    await using vidyard = await startVidyard()

    const answer = await vidyard.ask('POST', ANALYTICS, {
      headers: {'content-type': type},
      payload: JSON.stringify(NEW_ANALYTICS),
    })

    expect([answer.statusCode, answer.json()]).toEqual([406, NOT_ACCEPTABLE])
  },
)

test('CSV and spreadsheets are supported media types, but a registration in them gets 400', async () => {
  await using vidyard = await startVidyard()

  for (const type of ['text/csv', XLSX]) {
    const headers = {'content-type': type}
    const answer = await vidyard.ask('POST', ANALYTICS, {headers, payload: 'url,security_key\n'})
    expect(answer.statusCode).toBe(400)
  }
})

test('a request without Accept gets 406, unless the server assumes that it is accepted', async () => {
  await using strict = await startEmulator()
  await using lenient = await startEmulator({assumptions: {'vidyard.missingAccept': 'accepted'}})
  const register = ({url, key}: {url: string; key: string}) =>
    ask(`${url}${ANALYTICS}?auth_token=${key}`, 'POST', {body: NEW_ANALYTICS})

  expect((await register(strict)).status).toBe(406)
  expect((await register(lenient)).status).toBe(201)
})

test('the documented requests work as curl sends them', async () => {
  await using server = await startEmulator()
  const curl = (method: string, path: string, body?: object, type?: string) =>
    ask(server.url + path, method, {
      body,
      headers: {accept: '*/*', 'user-agent': 'curl/8.5.0', ...(type && {'content-type': type})},
    })
  const token = `auth_token=${server.key}`

  const inQuery = await curl('POST', `${ANALYTICS}?${token}`, NEW_ANALYTICS)
  const inBody = await curl('POST', PLAYERS, {auth_token: server.key, ...NEW_PLAYERS})
  const asForm = await curl(
    'POST',
    `${ANALYTICS}?${token}`,
    NEW_ANALYTICS,
    'application/x-www-form-urlencoded',
  )
  const deleted = [
    await curl('DELETE', `${ANALYTICS}/${inQuery.json.webhook_id}?${token}`),
    await curl('DELETE', `${PLAYERS}/${inBody.json.webhook_id}`, {auth_token: server.key}),
  ]

  expect([inQuery.status, inBody.status, asForm.status]).toEqual([201, 201, 406])
  expect(deleted.map(({status}) => status)).toEqual([200, 200])
})

test.each([
  {},
  {query: {auth_token: 'wrong'}},
  {query: {auth_token: ''}},
  {query: {auth_token: [AUTH_TOKEN, AUTH_TOKEN]}},
  {query: {auth_token: 'wrong'}, body: {auth_token: AUTH_TOKEN}},
  {body: {auth_token: 'wrong'}},
  {body: {auth_token: 7}},
  {headers: {authorization: `Bearer ${AUTH_TOKEN}`}},
])('%j gets 401 on every path of both APIs', async ({query = {}, body = {}, headers = {}}) => {
  await using vidyard = await startVidyard()
  const rest = {query, headers, payload: {...NEW_ANALYTICS, ...body}}

  const answers = [
    await vidyard.ask('POST', ANALYTICS, rest),
    await vidyard.ask('DELETE', `${ANALYTICS}/1`, rest),
    await vidyard.ask('POST', PLAYERS, rest),
    await vidyard.ask('DELETE', `${PLAYERS}/1`, rest),
    await vidyard.ask('GET', INTEGRATIONS, {query, headers}),
    await vidyard.ask('POST', INTEGRATIONS, rest),
    await vidyard.ask('PUT', `${INTEGRATIONS}/1`, rest),
    await vidyard.ask('DELETE', `${INTEGRATIONS}/1`, rest),
  ]

  expect(answers.map(({statusCode}) => statusCode)).toEqual(answers.map(() => 401))
  expect(answers.map((answer) => answer.json())).toEqual(answers.map(() => UNAUTHORIZED))
})

test('a token that belongs to one organization gets 403 for another', async () => {
  await using vidyard = await startVidyard({'vidyard.tokenOrganization': '6871'})
  const other = ANALYTICS.replace('6871', '6872')

  const own = await vidyard.ask('POST', ANALYTICS, {payload: NEW_ANALYTICS})
  const answers = [
    await vidyard.ask('POST', other, {payload: NEW_ANALYTICS}),
    await vidyard.ask('DELETE', `${other}/${own.json().webhook_id}`),
  ]

  expect(own.statusCode).toBe(201)
  expect(answers.map((answer) => [answer.statusCode, answer.json()])).toEqual(
    answers.map(() => [403, {error: 'This action cannot be performed'}]),
  )
})

test('the log of a failed request does not contain its query', async () => {
  const store = await openStore('memory:', systemClock)
  const lines: string[] = []
  const app = await buildApp({
    store,
    providers: await loadProviders(),
    apiKey: AUTH_TOKEN,
    clock: systemClock,
    assumptions: {},
    rateLimit: 'off',
    allowHosts: ['localhost:80'],
    logger: createLogger('json', {write: (line) => lines.push(line)}),
    version: '0.0.0',
    isReady: () => Promise.resolve(true),
  })
  await store.close()

  const url = `${ANALYTICS}?auth_token=${AUTH_TOKEN}`
  const headers = {accept: '*/*'}
  const answer = await app.inject({method: 'POST', url, headers, payload: NEW_ANALYTICS})
  await app.close()

  expect([answer.statusCode, answer.json()]).toEqual([500, {error: 'Internal Server Error'}])
  expect(lines).toHaveLength(1)
  expect(lines.join('')).not.toContain(AUTH_TOKEN)
  expect(lines.join('')).not.toContain(NEW_ANALYTICS.security_key)
})
