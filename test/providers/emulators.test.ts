import {expect, test} from 'vitest'
import {systemClock} from '../../src/core/clock.ts'
import {createOnlyWebhook} from '../../src/providers/emulator/only-webhook.ts'
import {openStore} from '../../src/store/index.ts'
import {startEmulator} from '../support/emulator.ts'
import {ask} from '../support/control.ts'
import {savings} from '../support/savings.ts'

const UNKNOWN_URL = {
  type: 'https://docs.api.video/reference/unrecognized-request-url',
  title: 'Unrecognized request URL.',
  status: 404,
}

test('an unknown path gets the response of the vendor whose API is at the root', async () => {
  await using server = await startEmulator()

  for (const path of ['/nope', '/', '/videos/1?x=1', '/%zz', '/dashboard/v2', '/_hook']) {
    const {status, json} = await ask(`${server.url}${path}`, 'GET')
    expect([path, status, json]).toEqual([path, 404, UNKNOWN_URL])
  }
})

test('below the prefix of the control API, an unknown path gets an error of hooks', async () => {
  await using server = await startEmulator()
  const headers = {authorization: `Bearer ${server.key}`}

  const answer = await ask(`${server.url}/_hooks/nope`, 'GET', {headers})
  const unreadable = await ask(`${server.url}/_hooks/%zz`, 'GET', {headers})

  expect(answer).toMatchObject({status: 404, json: {error: {code: 'not_found'}}})
  expect(unreadable).toMatchObject({status: 400, json: {error: {code: 'usage'}}})
})

test('every vendor’s API rejects a URL that the server does not send to, in its own format', async () => {
  await using server = await startEmulator()
  const why =
    'points to an address that is not allowed: 10.0.0.1 is not a public address (private use)'

  const refusals = Object.entries(savings(server.key)).map(async ([name, saving]) => {
    const [method, path, rest] = saving('https://10.0.0.1/in')
    const {status, json} = await ask(`${server.url}${path}`, method, rest)
    return [name, {status, json}]
  })

  expect(Object.fromEntries(await Promise.all(refusals))).toMatchObject({
    apivideo: {
      status: 400,
      json: {title: 'Invalid attributes.', name: 'url', detail: `url ${why}`},
    },
    dashboard: {
      status: 400,
      json: {
        error: `Invalid parameter 'url': Must be a URL that deliveries can be sent to; it ${why}`,
      },
    },
    integrations: {status: 400},
    targetvideo: {status: 400, json: {error: {code: 'usage', message: `url ${why}`}}},
    mda: {status: 400, json: {status: 'bad request', message: `endpoint ${why}`}},
  })
  expect(await server.control.webhooks.list()).toEqual([])
})

test('every vendor’s API accepts a private network that the server may send to', async () => {
  await using server = await startEmulator({allowTargets: ['10.0.0.0/8']})

  for (const saving of Object.values(savings(server.key))) {
    const [method, path, rest] = saving('https://10.0.0.1/in')
    const {status} = await ask(`${server.url}${path}`, method, rest)
    expect([path, status < 300]).toEqual([path, true])
  }
})

test('of changes saved at the same time, none is lost', async () => {
  await using store = await openStore('memory:', systemClock)
  const webhook = createOnlyWebhook(store, {provider: 'mda', scope: '17'})
  const creation = () => ({url: 'example.com', events: ['session.test']})
  await webhook.save({}, creation)

  await Promise.all(['a', 'b', 'c'].map((name) => webhook.save({options: {[name]: 1}}, creation)))

  expect((await webhook.find())?.options).toEqual({a: 1, b: 1, c: 1})
})

test('a webhook that two requests create at the same time is created once, with the settings of both', async () => {
  await using store = await openStore('memory:', systemClock)
  const webhook = createOnlyWebhook(store, {provider: 'mda', scope: '17'})

  const saved = await Promise.all(
    ['a', 'b'].map((name) => {
      const options = {[name]: 1}
      return webhook.save({options}, () => ({url: 'example.com', events: [], options}))
    }),
  )

  expect(saved.filter(({isNew}) => isNew)).toHaveLength(1)
  expect((await webhook.find())?.options).toEqual({a: 1, b: 1})
})

test('an id of a project or organization that the vendor could not have is rejected', async () => {
  await using server = await startEmulator()
  const {control} = server
  const url = 'https://example.com'

  for (const [provider, scope, message] of [
    ['mda', 'acme', 'project "acme" is not a whole number'],
    ['mda', '0', 'project "0" is not a whole number'],
    ['vidyard', '-1', 'organization "-1" is not a whole number'],
    ['targetvideo', 'a/b', 'website "a/b" is not 1 to 100 letters, digits, - or _'],
  ] as const) {
    const events = provider === 'vidyard' ? ['view'] : []
    const made = control.webhooks.create({provider, scope, url, events})
    await expect(made).rejects.toMatchObject({code: 'usage', message})
  }
  const published = control.events.create({
    provider: 'mda',
    scope: 'acme',
    type: 'session.test',
    payload: {session_id: null, event_type: 'session.test', event_timestamp: 1},
  })
  await expect(published).rejects.toMatchObject({hint: expect.stringContaining('--scope 42')})
})
