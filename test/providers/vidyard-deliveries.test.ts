import {expect, test} from 'vitest'
import {vidyard as provider} from '../../src/providers/vidyard/index.ts'
import {type Received, Receiver} from '../../src/receiver/receiver.ts'
import {ask} from '../support/control.ts'
import {type Emulator, startEmulator} from '../support/emulator.ts'
import {ANALYTICS, NEW_ANALYTICS, NEW_PLAYERS, PLAYERS} from '../support/vidyard.ts'

const ALL = provider.events.types.map(({name}) => name)
const namesOf = (kind: string) =>
  provider.events.types.filter((type) => type.kind === kind).map(({name}) => name)

function register({url, key}: Emulator, path: string, body: object) {
  const headers = {accept: 'application/json'}
  return ask(`${url}${path}?auth_token=${key}`, 'POST', {body, headers})
}

function publish({control}: Emulator, type: string, scope = '6871') {
  const payload = provider.events.types.find(({name}) => name === type)?.sample ?? {}
  return control.events.create({provider: 'vidyard', type, payload, scope})
}

/** The requests by the type that their bodies name. */
function byType(received: readonly Received[]): Map<string, Received> {
  return new Map(received.map((request) => [JSON.parse(request.body.toString()).type, request]))
}

test('every event reaches the webhook of its kind, as JSON with the security key in a header', async () => {
  await using receiver = await Receiver.start()
  await using server = await startEmulator()
  const url = receiver.url
  await register(server, ANALYTICS, {
    ...NEW_ANALYTICS,
    url,
    event_subscriptions: namesOf('analytics'),
  })
  await register(server, PLAYERS, {...NEW_PLAYERS, url, event_subscriptions: namesOf('players')})

  for (const type of ALL) await publish(server, type)

  const arrived = byType(await receiver.waitForFirst(ALL.length))
  for (const {name, sample} of provider.events.types) {
    const request = arrived.get(name)
    if (request === undefined) throw new Error(`no ${name} arrived`)
    const {headers, body} = request
    expect(body.toString()).toBe(JSON.stringify(sample))
    expect(headers['content-type']).toBe('application/json')
    expect(headers['x-vidyard-security-key']).toBe('sesame')
    expect(headers['webhook-signature']).toMatch(/^v1,/)
    expect(provider.proof.verify({headers, body}, 'sesame')).toEqual({result: 'valid'})
    expect(provider.proof.verify({headers, body}, 'simsim').result).toBe('invalid')
  }
})

test('the key is sent in the body, under another name, if the server assumes so', async () => {
  await using receiver = await Receiver.start()
  await using server = await startEmulator({
    assumptions: {'vidyard.securityKeyIn': 'body', 'vidyard.securityKeyField': 'key'},
  })
  await register(server, ANALYTICS, {...NEW_ANALYTICS, url: receiver.url})

  await publish(server, 'view')

  const [request] = await receiver.waitForFirst(1)
  expect(JSON.parse(request?.body.toString() ?? '')).toMatchObject({type: 'view', key: 'sesame'})
  expect(request?.headers).not.toHaveProperty('x-vidyard-security-key')
  expect(request && provider.proof.verify(request, 'sesame').result).toBe('valid')
})

/** Too short to be searched for and masked in text. */
const SHORT_KEY = 'Zürü'

test('one webhook may have the key in the body and another in the header; both are shown masked', async () => {
  await using receiver = await Receiver.start()
  await using server = await startEmulator({
    assumptions: {'vidyard.securityKeyHeader': 'X-Shared-Secret'},
  })
  const webhook = {provider: 'vidyard', url: receiver.url, events: ['view'], secret: SHORT_KEY}
  await server.control.webhooks.create({...webhook, options: {securityKeyIn: 'body'}})
  await server.control.webhooks.create(webhook)

  const {id} = await publish(server, 'view', '1')

  const requests = await receiver.waitForFirst(2)
  const places = requests.map(({headers, body}) => [
    headers['x-shared-secret'] === undefined ? undefined : 'header',
    JSON.parse(body.toString()).security_key,
  ])
  expect(places).toEqual(
    expect.arrayContaining([
      [undefined, SHORT_KEY],
      ['header', undefined],
    ]),
  )
  const results = requests.map((request) => provider.proof.verify(request, SHORT_KEY).result)
  expect(results).toEqual(['valid', 'valid'])
  const {deliveries} = await server.control.events.get(id, {wait: 'done', timeoutMs: 10_000})
  const shown = await Promise.all(deliveries.map((each) => server.control.deliveries.get(each.id)))
  expect(
    shown.map(({body, headers}) => [JSON.parse(body).security_key, headers['x-shared-secret']]),
  ).toEqual(
    expect.arrayContaining([
      ['…', undefined],
      [undefined, '…'],
    ]),
  )
})

test('a player webhook gets no analytics events, even if it lists them', async () => {
  await using server = await startEmulator()
  const named = {...NEW_PLAYERS, event_subscriptions: ['view', 'playlist_create']}
  await register(server, PLAYERS, named)

  const view = await publish(server, 'view')
  const playlist = await publish(server, 'playlist_create')

  expect([view.deliveries.length, playlist.deliveries.length]).toEqual([0, 1])
})

test('events are sent only to webhooks of their organization', async () => {
  await using server = await startEmulator()
  await register(server, ANALYTICS, NEW_ANALYTICS)

  const elsewhere = await publish(server, 'view', '6872')

  expect(elsewhere.deliveries).toEqual([])
})

test('invalid options and keys are refused when a webhook is created or changed', async () => {
  await using server = await startEmulator()
  const {webhooks} = server.control
  const webhook = {provider: 'vidyard', url: 'https://example.com/in', events: ['view']}
  const {id} = await webhooks.create({...webhook, options: {securityKeyIn: 'header'}})

  const refusals = [
    [
      webhooks.create({...webhook, options: {securityKeyAt: 'body'}}),
      'did you mean securityKeyIn?',
    ],
    [webhooks.create({...webhook, options: {settings: {}}}), 'leave it out'],
    [webhooks.create({...webhook, secret: 'a\nb'}), 'choose another one, or leave the secret out'],
    [
      webhooks.update(id, {options: {securityKeyIn: 'query'}}),
      'see its options with: hooks providers vidyard',
    ],
    [webhooks.update(id, {secret: ' a'}), 'choose another one, or leave the secret out'],
    [
      webhooks.update(id, {events: ['playlist_create']}),
      'create another webhook for them: hooks create --kind players',
    ],
  ] as const

  for (const [call, hint] of refusals)
    await expect(call).rejects.toMatchObject({code: 'usage', hint})
  expect(await webhooks.update(id, {url: 'https://example.com/b'})).toMatchObject({
    options: {securityKeyIn: 'header'},
  })
})
