import {expect, test} from 'vitest'
import {toAnalyticsUrl} from '../../src/providers/vidyard/client.ts'
import {vidyard as provider} from '../../src/providers/vidyard/index.ts'
import type {ServeOptions} from '../../src/runtime/index.ts'
import {answering} from '../support/answering-server.ts'
import {startEmulator} from '../support/emulator.ts'

const NEW_ANALYTICS = {
  provider: 'vidyard',
  kind: 'analytics',
  url: 'https://example.com/in',
  events: ['view', 'identified_view'],
  secret: 'sesame',
}
const NEW_PLAYERS = {...NEW_ANALYTICS, kind: 'players', events: ['playlist_create']}

type Connecting = {readonly baseUrl: string; readonly authToken: string; readonly scope?: string}

function connect({baseUrl, authToken, scope}: Connecting) {
  const api = provider.client.connect?.({
    credentials: {authToken},
    baseUrl,
    ...(scope === undefined ? {} : {scope}),
  })
  if (api === undefined) throw new Error('Vidyard has an API')
  return api
}

/** The client of a real server's emulator. */
async function start(options: Partial<ServeOptions> = {}, scope: string | undefined = '1') {
  const {url: baseUrl, key: authToken, ...emulator} = await startEmulator(options)
  const api = connect({baseUrl, authToken, ...(scope === undefined ? {} : {scope})})
  return {...emulator, api}
}

test('an analytics webhook is created, listed, changed and deleted', async () => {
  await using vidyard = await start()

  const created = await vidyard.api.create(NEW_ANALYTICS)
  const listed = await vidyard.api.list()
  const changes = {url: 'https://example.com/other', events: ['attention_span'], secret: 'other'}
  const changed = await vidyard.api.update(created.id, changes)
  await vidyard.api.delete(created.id)

  expect(created).toMatchObject({...NEW_ANALYTICS, scope: '1', state: 'enabled'})
  expect(listed).toMatchObject([{...NEW_ANALYTICS, id: created.id}])
  expect(changed).toMatchObject({id: created.id, kind: 'analytics', ...changes})
  expect(await vidyard.api.list()).toEqual([])
})

test('create returns what the server stores, including the number and the settings', async () => {
  await using vidyard = await start()
  const options = {settings: {depth: 1}}

  const created = await vidyard.api.create({...NEW_PLAYERS, scope: '77', options})

  expect(created).toMatchObject({...NEW_PLAYERS, scope: '77', options})
  expect(await vidyard.control.webhooks.list()).toMatchObject([
    {vendorId: created.id, kind: 'players', scope: '77', options, events: NEW_PLAYERS.events},
  ])
})

test('create generates a missing security key and infers the kind from the events', async () => {
  await using vidyard = await start()
  const {provider: name, url, events} = NEW_PLAYERS

  const created = await vidyard.api.create({provider: name, url, events})

  expect(created).toMatchObject({kind: 'players', secret: expect.stringMatching(/^\w{32}$/)})
})

test('list filters by event, reads an envelope and includes the security keys', async () => {
  await using vidyard = await start({assumptions: {'vidyard.listEnvelope': 'data'}})
  await vidyard.api.create(NEW_ANALYTICS)
  await vidyard.api.create({...NEW_ANALYTICS, events: ['attention_span']})

  const webhooks = await vidyard.api.list({event: 'view', kind: 'analytics'})

  expect(webhooks).toMatchObject([{events: NEW_ANALYTICS.events, secret: 'sesame'}])
})

test('delete removes the player webhook if no analytics webhook has the number', async () => {
  await using vidyard = await start()
  const {id} = await vidyard.api.create(NEW_PLAYERS)
  const other = await vidyard.api.create(NEW_PLAYERS)

  await expect(vidyard.api.delete(id, {kind: 'analytics'})).rejects.toMatchObject({
    code: 'not_found',
  })
  await vidyard.api.delete(id, {kind: 'players'})
  await vidyard.api.delete(other.id)

  expect(await vidyard.control.webhooks.list()).toEqual([])
})

test('delete tries player webhooks only if no analytics webhook has the number', async () => {
  await using api = await answering({status: 403, body: {error: 'no'}}, {status: 200})
  const client = connect({baseUrl: api.url, authToken: 't', scope: '1'})

  await expect(client.delete('7')).rejects.toMatchObject({code: 'unauthorized'})

  expect(api.asked).toHaveLength(1)
})

test('without an organization, analytics webhooks use the second API and player webhooks are refused', async () => {
  await using emulator = await startEmulator()
  const api = connect({baseUrl: emulator.url, authToken: emulator.key})

  const created = await api.create(NEW_ANALYTICS)
  await expect(api.create(NEW_PLAYERS)).rejects.toMatchObject({
    code: 'usage',
    hint: 'set it with --scope ID or HOOKS_SCOPE',
  })
  await api.delete(created.id)

  expect(created.scope).toBeUndefined()
  expect(await api.list()).toEqual([])
})

test('an unknown number is not_found, and so is an id that would change the path', async () => {
  await using vidyard = await start()

  await expect(vidyard.api.get('7')).rejects.toMatchObject({
    code: 'not_found',
    message: 'Vidyard has no analytics webhook "7"',
  })
  await expect(vidyard.api.update('7', {secret: 's'})).rejects.toMatchObject({
    code: 'not_found',
    message: 'Vidyard has no analytics webhook "7"',
  })
  for (const id of ['7', '..', 'a/b', '']) {
    await expect(vidyard.api.delete(id)).rejects.toMatchObject({code: 'not_found'})
  }
})

test('what Vidyard cannot do is an unsupported error, an option that it lacks a usage error', async () => {
  await using vidyard = await start()
  const {id} = await vidyard.api.create(NEW_ANALYTICS)
  const options = {securityKeyIn: 'body'}

  await expect(vidyard.api.update(id, {state: 'disabled'})).rejects.toMatchObject({
    code: 'unsupported',
  })
  await expect(vidyard.api.update(id, {options})).rejects.toMatchObject({code: 'unsupported'})
  await expect(vidyard.api.list({kind: 'players'})).rejects.toMatchObject({code: 'unsupported'})
  await expect(vidyard.api.create({...NEW_ANALYTICS, options})).rejects.toMatchObject({
    code: 'usage',
    message: 'Vidyard has no option "securityKeyIn"',
  })
})

test("errors contain Vidyard's own message", async () => {
  await using vidyard = await start({assumptions: {'vidyard.tokenOrganization': '2'}})

  await expect(vidyard.api.create(NEW_ANALYTICS)).rejects.toMatchObject({
    code: 'unauthorized',
    message: 'Vidyard answered 403: This action cannot be performed',
    hint: expect.stringContaining('one organization'),
  })
  await expect(
    vidyard.api.create({...NEW_ANALYTICS, scope: '2', events: []}),
  ).rejects.toMatchObject({
    code: 'rejected',
    message: 'Vidyard answered 400: Missing parameter event_subscriptions',
    provider: {error: 'Missing parameter event_subscriptions'},
  })
})

test('a wrong token is unauthorized', async () => {
  await using emulator = await startEmulator()
  const api = connect({baseUrl: emulator.url, authToken: 'wrong', scope: '1'})

  for (const call of [api.list(), api.create(NEW_PLAYERS), api.delete('1')]) {
    await expect(call).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'Vidyard answered 401: auth_token omitted or authentication failed',
    })
  }
})

test('requests are as documented: JSON both ways, with the token in the body if there is one', async () => {
  await using server = await answering({status: 201, body: {webhook_id: 5}}, {status: 200})
  const api = connect({baseUrl: server.url, authToken: 'to&ken', scope: '6871'})

  await api.create(NEW_ANALYTICS)
  await api.delete('5', {kind: 'analytics'})

  const [created, deleted] = server.asked
  expect(created).toMatchObject({
    method: 'POST',
    path: '/dashboard/v1/organizations/6871/webhooks/analytics',
    headers: {accept: 'application/json', 'content-type': 'application/json'},
  })
  expect(JSON.parse(created?.body ?? '')).toEqual({
    url: NEW_ANALYTICS.url,
    security_key: 'sesame',
    event_subscriptions: NEW_ANALYTICS.events,
    auth_token: 'to&ken',
  })
  expect(deleted).toMatchObject({
    method: 'DELETE',
    path: '/dashboard/v1/organizations/6871/webhooks/analytics/5?auth_token=to%26ken',
    body: '',
  })
})

test('no error shows the token or a security key, even if the response repeats them', async () => {
  const item = {id: {}, security_key: 'sesame-sesame', note: 'token a-long-token here'}
  await using server = await answering(
    {status: 400, body: {error: 'Invalid value "a-long-token"', auth_token: 'a-long-token'}},
    {status: 200, body: [item]},
    {status: 500, text: '<html>auth_token=a-long-token</html>'},
    'reset',
  )
  const api = connect({baseUrl: server.url, authToken: 'a-long-token', scope: '1'})

  for (const call of [
    () => api.create(NEW_ANALYTICS),
    () => api.list(),
    () => api.delete('1'),
    () => api.delete('1'),
  ]) {
    const error = await call().then(
      () => undefined,
      (thrown: Error & {provider?: unknown; hint?: string}) => thrown,
    )
    const {message, hint, provider: words} = error ?? {message: ''}
    const told = JSON.stringify({message, hint, words})
    expect(message).toContain('Vidyard')
    expect(told).not.toContain('a-long-token')
    expect(told).not.toContain('sesame-sesame')
  }
})

test('the second API has a separate host at Vidyard, and only there', () => {
  expect(toAnalyticsUrl('https://api.vidyard.com')).toBe('https://analytics-api.vidyard.com')
  expect(toAnalyticsUrl('http://127.0.0.1:4400')).toBe('http://127.0.0.1:4400')
})
