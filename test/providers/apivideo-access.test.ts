import {readFile} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {API_KEY, BASIC, NEW_WEBHOOK, standingClock, startApivideo} from '../support/apivideo.ts'

const HOUR_MS = 3_600_000
const VENDOR = JSON.parse(
  await readFile(new URL('../fixtures/apivideo/answers.json', import.meta.url), 'utf8'),
)
const PAGES = 'https://docs.api.video/reference'
const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`

test.each([
  ['', 'missing-authorization-header', 'The "Authorization" header is missing.'],
  [
    'Digest abc',
    'invalid-authorization-header-value',
    'The "Authorization" header value is invalid.',
  ],
  ['Basic', 'invalid-authorization-header-value', 'The "Authorization" header value is invalid.'],
  [
    basic('no-colon'),
    'invalid-authorization-header-value',
    'The "Authorization" header value is invalid.',
  ],
  [basic('wrong:'), 'invalid-api-key', 'The API key is invalid.'],
  ['Bearer wrong', 'invalid-access-token', 'The access token is invalid or expired.'],
  ['Bearer a.b.c', 'invalid-access-token', 'The access token is invalid or expired.'],
])('Authorization %j is 401, before the body is checked', async (authorization, page, title) => {
  await using apivideo = await startApivideo()

  const answer = await apivideo.ask('POST', '/webhooks', {headers: {authorization}, payload: '{'})

  expect(answer.statusCode).toBe(401)
  expect(answer.headers['content-type']).toBe('application/json')
  expect(answer.body).toBe(
    JSON.stringify({type: `${PAGES}/authentication-${page}`, title, name: '', status: 401}),
  )
})

test.each([
  BASIC,
  BASIC.replace('Basic', 'basic'),
  basic(`${API_KEY}:password`),
  `Bearer ${API_KEY}`,
])('Authorization %j is accepted', async (authorization) => {
  await using apivideo = await startApivideo()

  const {statusCode} = await apivideo.ask('GET', '/webhooks', {headers: {authorization}})

  expect(statusCode).toBe(200)
})

test('the key is not accepted as a bearer token if keyPassesAsBearer is false', async () => {
  await using apivideo = await startApivideo({assumptions: {'apivideo.keyPassesAsBearer': false}})
  const tokens = await login(apivideo)
  const ask = (token: string) =>
    apivideo.ask('GET', '/webhooks', {headers: {authorization: `Bearer ${token}`}})

  expect((await ask(API_KEY)).statusCode).toBe(401)
  expect((await ask(tokens.access_token)).statusCode).toBe(200)
})

test('an access token is valid for 3600 seconds', async () => {
  const clock = standingClock(Date.UTC(2026, 0, 1))
  await using apivideo = await startApivideo({clock})

  const tokens = await login(apivideo)
  const headers = {authorization: `${tokens.token_type} ${tokens.access_token}`}

  expect(tokens).toMatchObject({token_type: 'Bearer', expires_in: 3600})
  clock.advance(3_599_999)
  expect((await apivideo.ask('GET', '/webhooks', {headers})).statusCode).toBe(200)
  clock.advance(1)
  expect((await apivideo.ask('GET', '/webhooks', {headers})).json().title).toBe(
    'The access token is invalid or expired.',
  )
})

test('a token from one server is valid on another with the same key', async () => {
  await using one = await startApivideo()
  await using other = await startApivideo()

  const {access_token: token} = await login(one)

  const headers = {authorization: `Bearer ${token}`}
  expect((await other.ask('GET', '/webhooks', {headers})).statusCode).toBe(200)
})

test('a refresh token yields a new pair until it expires, and does not open the API itself', async () => {
  const clock = standingClock(Date.UTC(2026, 0, 1))
  await using apivideo = await startApivideo({clock})
  const tokens = await login(apivideo)
  const payload = {refreshToken: tokens.refresh_token}

  const refreshed = (await apivideo.ask('POST', '/auth/refresh', {payload})).json()

  expect(Object.keys(refreshed)).toEqual([
    'token_type',
    'expires_in',
    'access_token',
    'refresh_token',
  ])
  expect(refreshed.access_token).not.toBe(tokens.access_token)
  const headers = {authorization: `Bearer ${tokens.refresh_token}`}
  expect((await apivideo.ask('GET', '/webhooks', {headers})).statusCode).toBe(401)
  clock.advance(15 * 24 * 3_600_000)
  expect((await apivideo.ask('POST', '/auth/refresh', {payload})).json()).toEqual({
    type: `${PAGES}/authentication-invalid-refresh-token`,
    title: 'The refresh token is invalid.',
    name: '',
    status: 401,
  })
})

test('a wrong key and a wrong refresh token are 400, byte for byte', async () => {
  await using apivideo = await startApivideo()
  const {access_token: refreshToken} = await login(apivideo)

  const key = await apivideo.ask('POST', '/auth/api-key', {payload: {apiKey: 'wrong'}})
  const refresh = await apivideo.ask('POST', '/auth/refresh', {payload: {refreshToken}})

  expect([key.statusCode, refresh.statusCode]).toEqual([400, 400])
  expect([key.body, refresh.body]).toEqual(Array(2).fill(JSON.stringify(VENDOR.badCredentials)))
})

test('a login without a key names the missing attribute', async () => {
  await using apivideo = await startApivideo()

  const answer = await apivideo.ask('POST', '/auth/api-key', {payload: {apiKey: 7}})

  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({name: 'apiKey', title: 'This attribute is required.'})
})

test('unknown paths are 404 and unknown methods 405, with or without a key', async () => {
  await using apivideo = await startApivideo()
  const headers = {authorization: ''}

  const unknown = await apivideo.ask('GET', '/webhooks/a/b', {headers})
  const wrong = await apivideo.ask('DELETE', '/webhooks', {headers})
  const asked = await apivideo.ask('OPTIONS', '/webhooks/abc', {headers})

  expect(unknown.body).toBe(
    JSON.stringify({
      type: `${PAGES}/unrecognized-request-url`,
      title: 'Unrecognized request URL.',
      status: 404,
    }),
  )
  expect(wrong.body).toBe(
    JSON.stringify({
      type: `${PAGES}/method-not-allowed`,
      title: 'Method is not allowed for this route.',
      status: 405,
    }),
  )
  expect(wrong.headers.allow).toBe('GET, HEAD, POST, OPTIONS')
  expect([asked.statusCode, asked.headers.allow]).toEqual([204, 'DELETE, GET, HEAD, OPTIONS'])
})

test.each([
  ['sandbox', 'POST', 40],
  ['sandbox', 'GET', 100],
  ['production', 'POST', 200],
  ['production', 'GET', 500],
] as const)('%s allows each minute of %s %i', async (rateLimit, method, limit) => {
  const clock = standingClock(0)
  await using apivideo = await startApivideo({rateLimit, clock})
  const send = () => apivideo.ask(method, '/webhooks', {payload: '{}'})

  const first = await send()
  clock.advance(15_000)
  for (let n = 2; n <= limit; n++) await send()
  const refused = await send()

  expect(limitsOf(first)).toEqual([String(limit), String(limit - 1), '60'])
  expect(refused.statusCode).toBe(429)
  expect(refused.body).toBe(JSON.stringify(VENDOR.tooManyRequests))
  expect(limitsOf(refused)).toEqual([String(limit), '0', '45'])
  clock.advance(45_000)
  expect((await send()).statusCode).not.toBe(429)
})

test('after the clock is set back an hour, clients wait for at most a minute', async () => {
  const clock = standingClock(HOUR_MS)
  await using apivideo = await startApivideo({rateLimit: 'sandbox', clock})
  const send = () => apivideo.ask('POST', '/webhooks', {payload: '{}'})
  while ((await send()).statusCode !== 429) continue

  clock.advance(-HOUR_MS)
  const answer = await send()

  expect(answer.statusCode).not.toBe(429)
  expect(limitsOf(answer)[2]).toBe('60')
})

test('every response has the rate limit headers: 201, 204, 400, 401, 404, 405 and tokens', async () => {
  await using apivideo = await startApivideo({rateLimit: 'production'})
  const created = await apivideo.ask('POST', '/webhooks', {payload: NEW_WEBHOOK})

  const answers = [
    created,
    await apivideo.ask('DELETE', `/webhooks/${created.json().webhookId}`),
    await apivideo.ask('POST', '/webhooks'),
    await apivideo.ask('GET', '/webhooks', {headers: {authorization: ''}}),
    await apivideo.ask('GET', '/webhooks/nope'),
    await apivideo.ask('PUT', '/webhooks'),
    await apivideo.ask('POST', '/auth/api-key', {payload: {apiKey: API_KEY}}),
  ]

  expect(answers.map(({statusCode}) => statusCode)).toEqual([201, 204, 400, 401, 404, 405, 200])
  for (const answer of answers)
    expect(limitsOf(answer).every((value) => Number(value) > 0)).toBe(true)
})

test('with the limits off, no response mentions them', async () => {
  await using apivideo = await startApivideo()

  expect(limitsOf(await apivideo.ask('GET', '/webhooks'))).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof startApivideo>>['ask']>>

function limitsOf({headers}: Answer) {
  return ['limit', 'remaining', 'retry-after'].map((name) =>
    headers[`x-ratelimit-${name}`]?.toString(),
  )
}

async function login({ask}: Awaited<ReturnType<typeof startApivideo>>) {
  return (await ask('POST', '/auth/api-key', {payload: {apiKey: API_KEY}})).json()
}
