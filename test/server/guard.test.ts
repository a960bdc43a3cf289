import {expect, test} from 'vitest'
import {ask, startControl} from '../support/control.ts'

const NEW_WEBHOOK = {
  provider: 'apivideo',
  url: 'https://example.com/hook',
  events: ['video.source.recorded'],
}
const WANT_KEY = {
  code: 'unauthorized',
  hint: 'send it as Authorization: Bearer KEY',
}

test('every control route, known or not, requires the server key', async () => {
  await using control = await startControl()
  const routes = [
    ['GET', '/v1/webhooks'],
    ['POST', '/v1/webhooks'],
    ['GET', '/v1/webhooks/x'],
    ['GET', '/v1/webhooks/x/secrets'],
    ['POST', '/v1/webhooks/x/rotate'],
    ['PATCH', '/v1/webhooks/x'],
    ['DELETE', '/v1/webhooks/x'],
    ['GET', '/v1/events'],
    ['POST', '/v1/events'],
    ['GET', '/v1/events/x'],
    ['GET', '/v1/deliveries'],
    ['GET', '/v1/deliveries/x'],
    ['POST', '/v1/deliveries/x/retry'],
    ['POST', '/v1/deliveries/x/cancel'],
    ['POST', '/v1/deliveries/retry'],
    ['POST', '/v1/deliveries/cancel'],
    ['GET', '/v1/stream'],
    ['GET', '/v1/stats'],
    ['GET', '/metrics'],
    ['GET', '/openapi.json'],
    ['GET', '/v1/nothing-here'],
    ['GET', '/'],
  ] as const

  for (const [method, path] of routes) {
    const answer = await control.ask(method, path, {headers: {authorization: undefined}})
    expect([method, path, answer.status]).toEqual([method, path, 401])
    expect(answer.headers['www-authenticate']).toBe('Bearer')
    expect(answer.json.error).toEqual({...WANT_KEY, message: 'the server key is missing'})
  }
})

test('a wrong key is rejected, whatever it looks like', async () => {
  await using control = await startControl()
  const {key} = control
  const basic = `Basic ${Buffer.from(`${key}:`).toString('base64')}`

  for (const authorization of [
    `Bearer ${key}x`,
    `Bearer ${key.slice(0, -1)}`,
    `Bearer ${key.toUpperCase()}`,
    `Bearer  ${key}`,
    `Bearer ${key} x`,
    `Bearer`,
    key,
    `Basic ${key}`,
    basic,
    'Bearer é',
  ]) {
    const {status, json} = await control.ask('GET', '/v1/webhooks', {headers: {authorization}})
    expect([authorization, status, json.error.code]).toEqual([authorization, 401, 'unauthorized'])
  }
  const lower = await control.ask('GET', '/v1/webhooks', {
    headers: {authorization: `bearer ${key}`},
  })
  expect(lower.status).toBe(200)
  const inQuery = await control.ask('GET', `/v1/webhooks?auth_token=${key}`, {
    headers: {authorization: undefined},
  })
  expect(inQuery.status).toBe(401)
})

test('a request without the key changes nothing', async () => {
  await using control = await startControl()

  await control.ask('POST', '/v1/webhooks', {
    body: NEW_WEBHOOK,
    headers: {authorization: 'Bearer x'},
  })

  expect((await control.ask('GET', '/v1/webhooks')).json.webhooks).toEqual([])
})

test('an unknown Host is rejected on every path, before the key is checked', async () => {
  await using control = await startControl({allowHosts: ['hooks.example', 'other.example:8080']})
  const {host, port} = new URL(control.url)
  const statusOf = async (name: string, path = '/v1/webhooks') =>
    (await control.ask('GET', path, {headers: {host: name}})).status

  for (const good of [
    host,
    `localhost:${port}`,
    `LOCALHOST:${port}`,
    `[::1]:${port}`,
    'hooks.example',
    `hooks.example:${port}`,
    'other.example:8080',
  ]) {
    expect([good, await statusOf(good)]).toEqual([good, 200])
  }
  for (const bad of [
    '127.0.0.1',
    'localhost',
    'localhost:1',
    `evil.example:${port}`,
    `localhost.evil:${port}`,
    'hooks.example:1',
    'other.example',
    `127.0.0.1.:${port}`,
    `x@localhost:${port}`,
  ]) {
    expect([bad, await statusOf(bad)]).toEqual([bad, 403])
    expect([bad, await statusOf(bad, '/v1/stream')]).toEqual([bad, 403])
    expect([bad, await statusOf(bad, '/healthz')]).toEqual([bad, 403])
  }
  const refused = await ask(`${control.url}/webhooks`, 'GET', {headers: {host: 'evil.example'}})
  expect(refused).toMatchObject({
    status: 403,
    json: {error: {code: 'unauthorized', hint: expect.stringContaining('--allow-host')}},
  })
})

test('a cross-origin request is rejected even with the right key', async () => {
  await using control = await startControl()
  const {host} = new URL(control.url)
  const statusOf = async (headers: Record<string, string>) =>
    (await control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK, headers})).status

  for (const headers of [
    {origin: 'https://evil.example'},
    {origin: 'null'},
    {origin: 'http://127.0.0.1:1'},
    {origin: `http://${host}0`},
    {'sec-fetch-site': 'cross-site'},
    {'sec-fetch-site': 'same-site'},
  ]) {
    expect([headers, await statusOf(headers)]).toEqual([headers, 403])
    expect((await control.ask('GET', '/v1/stream', {headers})).status).toBe(403)
  }
  for (const headers of [
    {origin: `http://${host}`},
    {origin: `https://${host}`},
    {'sec-fetch-site': 'same-origin'},
    {'sec-fetch-site': 'none'},
  ]) {
    expect([headers, await statusOf(headers)]).toEqual([headers, 201])
  }
})

test('every response has headers that keep browsers from rendering it', async () => {
  await using control = await startControl()

  for (const path of ['/v1/webhooks', '/v1/stream', '/v1/nothing-here', '/healthz']) {
    const {headers} = await control.ask('GET', path)
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    })
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})
