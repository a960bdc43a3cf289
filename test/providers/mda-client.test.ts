import {expect, test} from 'vitest'
import type {WebhookApi} from '../../src/core/webhook.ts'
import {mda as provider} from '../../src/providers/mda/index.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import type {ServeOptions} from '../../src/runtime/index.ts'
import {answering} from '../support/answering-server.ts'
import {startMda} from '../support/mda.ts'

const NEW_WEBHOOK = {provider: 'mda', scope: '17', url: 'https://example.com/in', events: []}
const EVENTS = ['session.create', 'session.update', 'session.delete', 'session.test']

test('create, get and list return the same webhook', async () => {
  await using mda = await start()

  const created = await mda.api.create({
    ...NEW_WEBHOOK,
    options: {
      enableHttpAuthorization: true,
      httpAuthorizationValue: 'Token 1',
      customParameters: {room: 'a1'},
    },
  })

  expect(created).toEqual({
    id: '17',
    provider: 'mda',
    scope: '17',
    url: 'https://example.com/in',
    events: EVENTS,
    state: 'enabled',
    options: {enableHttpAuthorization: true, customParameters: {room: 'a1'}},
  })
  expect(await mda.api.get('17')).toEqual(created)
  expect(await mda.api.list()).toEqual([created])
})

test('list returns the webhook of the project, if there is one and it subscribes to the event', async () => {
  await using mda = await start()

  expect(await mda.api.list()).toEqual([])
  await mda.api.create(NEW_WEBHOOK)
  expect(await mda.api.list({event: 'session.test'})).toHaveLength(1)
  expect(await mda.api.list({event: 'view'})).toEqual([])
  expect(await mda.api.list({scope: '18'})).toEqual([])
})

test('create is rejected if the project has a webhook, which does not change', async () => {
  await using mda = await start()
  await mda.api.create(NEW_WEBHOOK)

  await expect(mda.api.create({...NEW_WEBHOOK, url: 'https://example.org'})).rejects.toMatchObject({
    code: 'rejected',
    message: 'project 17 already has a webhook',
    hint: expect.stringContaining('hooks update 17'),
  })
  expect(await mda.api.get('17')).toMatchObject({url: NEW_WEBHOOK.url})
})

test('update changes only what is named, and disables and enables', async () => {
  await using mda = await start()
  await mda.api.create({...NEW_WEBHOOK, options: {customParameters: {room: 'a1'}}})

  const moved = await mda.api.update('17', {url: 'example.org/in'})
  const off = await mda.api.update('17', {state: 'disabled'})
  const on = await mda.api.update('17', {state: 'enabled', options: {customParameters: {b: 2}}})

  expect(moved).toMatchObject({url: 'https://example.org/in', state: 'enabled'})
  expect(off).toMatchObject({url: 'https://example.org/in', state: 'disabled'})
  expect(on).toMatchObject({state: 'enabled', options: {customParameters: {b: 2}}})
})

test('delete deletes; a project without a webhook has none to get, update, delete or test', async () => {
  await using mda = await start()
  await mda.api.create(NEW_WEBHOOK)
  const missing = {code: 'not_found', message: 'Mobile Data Anywhere has no webhook for project 17'}

  await mda.api.delete('17')

  await expect(mda.api.get('17')).rejects.toMatchObject(missing)
  await expect(mda.api.update('17', {state: 'disabled'})).rejects.toMatchObject(missing)
  await expect(mda.api.delete('17')).rejects.toMatchObject(missing)
  await expect(mda.api.test?.('17', 1000)).rejects.toMatchObject(missing)
  await expect(mda.api.get('nope')).rejects.toMatchObject({code: 'not_found'})
  expect(await mda.api.list()).toEqual([])
})

test('what Mobile Data Anywhere does not support is rejected before anything is sent', async () => {
  await using mda = await start()
  const codeOf = (call: Promise<unknown>) => call.catch((error: {code: string}) => error.code)

  expect(await codeOf(mda.api.create({...NEW_WEBHOOK, secret: 's'}))).toBe('unsupported')
  expect(await codeOf(mda.api.create({...NEW_WEBHOOK, url: 'http://example.com'}))).toBe('usage')
  expect(await codeOf(mda.api.create({...NEW_WEBHOOK, scope: 'x'}))).toBe('usage')
  expect(await codeOf(mda.api.update('17', {state: 'paused'}))).toBe('unsupported')
  expect(await codeOf(mda.api.update('17', {events: ['session.test']}))).toBe('unsupported')
  expect(await mda.api.list()).toEqual([])
})

test('create and list require a project', async () => {
  await using mda = await start({}, {scope: undefined})
  const {scope: _, ...homeless} = NEW_WEBHOOK
  const problem = {code: 'usage', message: 'no project is given'}

  await expect(mda.api.create(homeless)).rejects.toMatchObject(problem)
  await expect(mda.api.list()).rejects.toMatchObject(problem)
})

test('errors of the vendor are reported in its own words', async () => {
  await using mda = await start()

  await expect(
    mda.api.create({...NEW_WEBHOOK, options: {customParameters: {client_id: 1}}}),
  ).rejects.toMatchObject({
    code: 'rejected',
    message: expect.stringMatching(/^Mobile Data Anywhere answered 400: .*client_id/),
    provider: {status: 'bad request'},
  })
})

test('a wrong secret is unauthorized, and the hint names the clock', async () => {
  await using mda = await start({}, {apiSecret: 'wrong'})

  await expect(mda.api.get('17')).rejects.toMatchObject({
    code: 'unauthorized',
    message: 'Mobile Data Anywhere answered 403: the password is wrong',
    hint: expect.stringContaining('clock'),
  })
})

test("a test makes the vendor send an event, and returns the receiver's response", async () => {
  await using receiver = await Receiver.start({answer: () => ({status: 404})})
  await using mda = await start()
  await mda.control.webhooks.create({...NEW_WEBHOOK, url: receiver.url})

  const tested = await mda.api.test?.('17', 10_000)

  expect(tested).toEqual({
    event: expect.stringMatching(/^\d+$/),
    sentAt: expect.any(Date),
    code: 404,
    message: 'Not Found',
  })
  expect(JSON.parse(receiver.received[0]?.body.toString() ?? '{}')).toMatchObject({
    event_type: 'session.test',
    project_id: 17,
  })
})

test('a test has no code if the receiver sent none, and is unreachable after the time limit', async () => {
  await using dropping = await Receiver.start({answer: () => 'drop'})
  await using silent = await Receiver.start({answer: () => 'hang'})
  await using mda = await start({stopGraceMs: 0})
  await mda.control.webhooks.create({...NEW_WEBHOOK, url: dropping.url})
  await mda.control.webhooks.create({...NEW_WEBHOOK, scope: '18', url: silent.url})

  expect(await mda.api.test?.('17', 10_000)).not.toHaveProperty('code')
  await expect(mda.api.test?.('18', 300)).rejects.toMatchObject({code: 'unreachable'})
})

test('strings for booleans, the other spelling and missing fields are understood', async () => {
  await using vendor = await answering({
    status: 200,
    body: {
      status: 'success',
      result: {
        project_id: 17,
        endpoint: 'https://example.com',
        enable_web_hook: 'false',
        custom_parameters: {a: 1},
      },
    },
  })
  const api = connect(vendor.url, {})

  expect(await api.get('17')).toMatchObject({
    url: 'https://example.com',
    state: 'disabled',
    options: {enableHttpAuthorization: false, customParameters: {a: 1}},
  })
  expect(vendor.asked[0]?.headers).toMatchObject({
    'x-api-timestamp': expect.stringMatching(/^\d{10}$/),
    authorization: expect.stringMatching(/^Basic /),
  })
})

test('a PUT sends booleans as strings and the endpoint without protocol', async () => {
  await using vendor = await answering(
    {status: 404, body: {status: 'not found'}},
    {status: 200, body: {status: 'success', result: {project_id: 17}}},
  )

  await connect(vendor.url, {}).create({...NEW_WEBHOOK, options: {enableHttpAuthorization: true}})

  expect(JSON.parse(vendor.asked[1]?.body ?? '')).toEqual({
    endpoint: 'example.com/in',
    enable_web_hook: 'true',
    enable_http_authorization: 'true',
  })
})

type Connecting = {apiSecret?: string; scope?: string | undefined}

async function start(options: Partial<ServeOptions> = {}, connecting: Connecting = {}) {
  // GET shows the custom parameters, so that what was sent can be seen.
  const assumptions = {'mda.getShowsParameters': true, ...options.assumptions}
  const server = await startMda({...options, assumptions})
  return {...server, api: connect(server.url, {apiSecret: server.key, ...connecting})}
}

function connect(baseUrl: string, {apiSecret = 's', ...rest}: Connecting): WebhookApi {
  const scope = 'scope' in rest ? rest.scope : '17'
  const api = provider.client.connect?.({
    credentials: {username: 'ann', apiSecret},
    baseUrl,
    ...(scope === undefined ? {} : {scope}),
  })
  if (api === undefined) throw new Error('Mobile Data Anywhere has an API')
  return api
}
