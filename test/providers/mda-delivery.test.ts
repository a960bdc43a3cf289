import {Webhook as StandardWebhook} from 'standardwebhooks'
import {expect, test} from 'vitest'
import {mda as provider} from '../../src/providers/mda/index.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startMda} from '../support/mda.ts'

const HOOK = '/projects/17/web_hook'
const SESSION = '6f1f3f1e-5d1c-4b0e-9a57-3c9c2b7a4d21'
const payloadOf = (type: string) => ({
  session_id: type === 'session.test' ? null : SESSION,
  event_type: type,
  event_timestamp: 1_513_045_894.577,
})

for (const {name} of provider.events.types) {
  test(`${name} reaches the receiver with fixed fields, custom parameters and Authorization`, async () => {
    await using receiver = await Receiver.start()
    await using mda = await startMda()
    await mda.ask('PUT', HOOK, {
      body: {
        endpoint: receiver.url.replace('http://', ''),
        enable_http_authorization: 'true',
        http_authorization_value: 'Token token="abcdefghijkl"',
        custom_parameters: {room: 'a1', nested: {deep: true}},
      },
    })

    await mda.control.events.create({
      provider: 'mda',
      type: name,
      payload: payloadOf(name),
      scope: '17',
    })
    const [received] = await receiver.waitForFirst(1)

    expect(received?.method).toBe('POST')
    expect(received?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'Token token="abcdefghijkl"',
    })
    expect(received?.body.toString()).toBe(
      JSON.stringify({
        client_id: 1,
        project_id: 17,
        ...payloadOf(name),
        room: 'a1',
        nested: {deep: true},
        ssl_version: 1.2,
      }),
    )
    expect(check(received, 'Token token="abcdefghijkl"')).toBe('valid')
    expect(check(received, 'Token token="another"')).toBe('invalid')
  })
}

test('without enable_http_authorization there is no Authorization, and nothing to verify', async () => {
  await using receiver = await Receiver.start()
  await using mda = await startMda()
  const endpoint = receiver.url.replace('http://', '')
  await mda.ask('PUT', HOOK, {body: {endpoint, http_authorization_value: 'Token 1'}})

  await mda.ask('POST', `${HOOK}/trigger_session_test`)
  const [received] = await receiver.waitForFirst(1)

  expect(received?.headers['authorization']).toBeUndefined()
  expect(check(received, 'Token 1')).toBe('none')
})

test('a delivery is also signed with Standard Webhooks', async () => {
  await using receiver = await Receiver.start()
  await using mda = await startMda()
  const url = receiver.url
  const {signingSecret = ''} = await mda.control.webhooks.create({
    provider: 'mda',
    scope: '17',
    url,
    events: [],
  })

  await mda.ask('POST', `${HOOK}/trigger_session_test`)
  const [received] = await receiver.waitForFirst(1)

  const verifier = new StandardWebhook(signingSecret)
  const headers = received?.headers as Record<string, string>
  expect(verifier.verify(received?.body.toString() ?? '', headers)).toMatchObject({project_id: 17})
})

test('a webhook created with a full URL is shown without protocol, and deliveries go to the full URL', async () => {
  await using receiver = await Receiver.start()
  await using mda = await startMda()
  const {id, url} = await mda.control.webhooks.create({
    provider: 'mda',
    scope: '17',
    url: `${receiver.url}/in`,
    events: ['session.create'],
    options: {customParameters: {room: 'a1'}},
  })

  const {body} = await mda.ask('POST', `${HOOK}/trigger_session_test`)
  const [received] = await receiver.waitForFirst(1)

  expect(url).toBe(`${receiver.url}/in`)
  expect((await mda.ask('GET', HOOK)).body['result']).toMatchObject({
    endpoint: `${receiver.url.replace('http://', '')}/in`,
  })
  expect(received?.path).toBe('/in')
  expect(body['result']).toMatchObject({event_type: 'session.test'})
  expect(await mda.control.webhooks.get(id)).toMatchObject({
    events: provider.events.types.map(({name}) => name),
    options: {customParameters: {room: 'a1'}},
  })
})

test('a disabled web hook gets nothing, and events of that time are not sent later', async () => {
  await using receiver = await Receiver.start()
  await using mda = await startMda()
  const endpoint = receiver.url.replace('http://', '')
  await mda.ask('PUT', HOOK, {body: {endpoint, enable_web_hook: 'false'}})
  const send = (type: string) =>
    mda.control.events.create({provider: 'mda', type, payload: payloadOf(type), scope: '17'})

  const missed = await send('session.create')
  await mda.ask('PUT', HOOK, {body: {enable_web_hook: 'true'}})
  await send('session.delete')
  await receiver.waitForFirst(1)

  expect(missed.deliveries).toEqual([])
  expect(receiver.received.map(({body}) => JSON.parse(body.toString()).event_type)).toEqual([
    'session.delete',
  ])
})

test('deliveries are forms if that is assumed', async () => {
  await using receiver = await Receiver.start()
  await using mda = await startMda({assumptions: {'mda.deliveryEncoding': 'form'}})
  const endpoint = receiver.url.replace('http://', '')
  await mda.ask('PUT', HOOK, {body: {endpoint, custom_parameters: {room: 'a & b', n: {m: 1}}}})

  await mda.control.events.create({
    provider: 'mda',
    type: 'session.test',
    payload: payloadOf('session.test'),
    scope: '17',
  })
  const [received] = await receiver.waitForFirst(1)

  expect(received?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  expect([...new URLSearchParams(received?.body.toString())]).toEqual([
    ['client_id', '1'],
    ['project_id', '17'],
    ['session_id', ''],
    ['event_type', 'session.test'],
    ['event_timestamp', '1513045894.577'],
    ['room', 'a & b'],
    ['n', '{"m":1}'],
    ['ssl_version', '1.2'],
  ])
})

test('the value of Authorization is masked wherever a delivery is shown', async () => {
  await using receiver = await Receiver.start()
  await using mda = await startMda()
  const endpoint = receiver.url.replace('http://', '')
  const secret = 'Token abcdefghijkl9f2c'
  await mda.ask('PUT', HOOK, {
    body: {endpoint, enable_http_authorization: true, http_authorization_value: secret},
  })
  const {id, deliveries} = await mda.control.events.create({
    provider: 'mda',
    type: 'session.test',
    payload: payloadOf('session.test'),
    scope: '17',
  })
  await mda.control.events.get(id, {wait: 'done', timeoutMs: 10_000})

  const shown = await mda.control.deliveries.get(deliveries[0]?.id ?? '')

  expect(shown.headers['authorization']).toBe('…9f2c')
  expect(JSON.stringify(shown)).not.toContain(secret)
})

test('an option that would replace a fixed field is rejected by the control API too', async () => {
  await using mda = await startMda()

  const creation = mda.control.webhooks.create({
    provider: 'mda',
    url: 'example.com/in',
    events: [],
    options: {customParameters: {event_type: 'x'}},
  })

  await expect(creation).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('event_type in customParameters'),
  })
})

type Headed = Awaited<ReturnType<Receiver['waitForFirst']>>[number]

function check(received: Headed | undefined, secret: string): string {
  if (received === undefined) throw new Error('nothing was received')
  return provider.proof.verify(received, secret).result
}
