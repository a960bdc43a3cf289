import {expect, test} from 'vitest'
import {buildTargetUrl} from '../../src/providers/mda/wire.ts'
import {Receiver, type ReceiverAnswer} from '../../src/receiver/receiver.ts'
import type {ServeOptions} from '../../src/runtime/index.ts'
import {startMda, type MdaServer} from '../support/mda.ts'

const HOOK = '/projects/17/web_hook'

test('a test event is pending at first, and polling shows its response', async () => {
  const release = Promise.withResolvers<ReceiverAnswer>()
  await using hooked = await start({answer: () => release.promise})
  const {mda, receiver, endpoint} = hooked

  const triggered = await mda.ask('POST', `${HOOK}/trigger_session_test`)
  await receiver.waitForFirst(1)
  const event = triggered.body['result'] as {id: number; event_timestamp: number}
  const pending = await mda.ask('GET', `${HOOK}/events/${event.id}`)
  release.resolve({})
  const done = await polled(mda, event.id)

  const fields = {
    id: expect.any(Number),
    client_id: 1,
    project_id: 17,
    session_id: null,
    event_type: 'session.test',
    event_timestamp: expect.any(Number),
    response_code: null,
    response_message: null,
  }
  expect(triggered).toEqual({
    status: 200,
    body: {status: 'success', message: 'success', result: fields},
  })
  expect(Math.abs(event.event_timestamp - Date.now() / 1000)).toBeLessThan(60)
  expect(pending).toEqual({
    status: 200,
    body: {status: 'success', result: {...event, ...fields, endpoint}},
  })
  expect(done).toEqual({...event, endpoint, response_code: 200, response_message: 'OK'})
})

test.each([
  [201, 'Created'],
  [404, 'Not Found'],
  [500, 'Internal Server Error'],
  [599, 'Unknown'],
])('a response of %i is recorded unchanged, after one attempt', async (status, message) => {
  await using hooked = await start({answer: () => ({status})})

  const done = await triggerAndPoll(hooked.mda)

  expect(done).toMatchObject({response_code: status, response_message: message})
  expect(hooked.receiver.received).toHaveLength(1)
})

test('a receiver that breaks the connection gets the assumed code', async () => {
  const assumptions = {'mda.connectionFailureCode': 503}
  await using usual = await start({answer: () => 'drop'})
  await using other = await start({answer: () => 'drop'}, {assumptions})

  expect(await triggerAndPoll(usual.mda)).toMatchObject({
    response_code: 0,
    response_message: 'reset',
  })
  expect(await triggerAndPoll(other.mda)).toMatchObject({response_code: 503})
})

test('https is enforced unless http is assumed to be allowed', async () => {
  await using hooked = await start({}, {assumptions: {'mda.plainHttp': 'never'}})

  expect(await triggerAndPoll(hooked.mda)).toMatchObject({
    response_code: 0,
    response_message: 'tls',
  })
})

test('the events of sessions are shown too, with their session', async () => {
  await using hooked = await start()
  const payload = {session_id: 's1', event_type: 'session.create', event_timestamp: 1.5}
  await hooked.mda.control.events.create({
    provider: 'mda',
    type: 'session.create',
    payload,
    scope: '17',
  })
  const {id} = await triggerAndPoll(hooked.mda)

  // Events are numbered in order of acceptance.
  expect(await polled(hooked.mda, Number(id) - 1)).toMatchObject({...payload, response_code: 200})
})

test('an event of another project, an unknown one and an id that is not a number are not found', async () => {
  await using hooked = await start()
  const {id} = await triggerAndPoll(hooked.mda)
  const missing = {
    status: 404,
    body: {status: 'not found', message: 'the project has no such event'},
  }

  for (const path of [`/projects/18/web_hook/events/${String(id)}`, `${HOOK}/events/999`]) {
    expect(await hooked.mda.ask('GET', path)).toEqual(missing)
  }
  for (const odd of ['abc', '0', '1.0', '1e1']) {
    expect(await hooked.mda.ask('GET', `${HOOK}/events/${odd}`)).toEqual(missing)
  }
})

test('an event outlives its web hook, without an endpoint', async () => {
  await using hooked = await start()
  const {id} = await triggerAndPoll(hooked.mda)
  await hooked.mda.ask('DELETE', HOOK)

  const {body} = await hooked.mda.ask('GET', `${HOOK}/events/${String(id)}`)

  expect(body['result']).toMatchObject({id, response_code: 200})
  expect(body['result']).not.toHaveProperty('endpoint')
})

test('a disabled web hook cannot be tested, or its test gets no response, depending on the assumption', async () => {
  const off = {enable_web_hook: false}
  await using strict = await start()
  await using lenient = await start({}, {assumptions: {'mda.testNeedsEnabled': false}})
  await strict.mda.ask('PUT', HOOK, {body: off})
  await lenient.mda.ask('PUT', HOOK, {body: off})

  expect(await strict.mda.ask('POST', `${HOOK}/trigger_session_test`)).toEqual({
    status: 400,
    body: {status: 'bad request', message: 'the web hook is not enabled'},
  })
  const {status, body} = await lenient.mda.ask('POST', `${HOOK}/trigger_session_test`)
  expect([status, body['result']]).toMatchObject([200, {response_code: null}])
})

test.each([
  ['127.0.0.1:3000/in', 'http://127.0.0.1:3000/in'],
  ['localhost:3000', 'http://localhost:3000'],
  ['[::1]:3000', 'http://[::1]:3000'],
  ['http://app.localhost/in', 'http://app.localhost/in'],
  ['https://127.0.0.1:3000', 'https://127.0.0.1:3000'],
  ['example.com/in', 'https://example.com/in'],
  ['http://example.com/in', 'https://example.com/in'],
  ['127.0.0.1.example.com', 'https://127.0.0.1.example.com'],
  ['localhost.example.com', 'https://localhost.example.com'],
])('a server on loopback sends deliveries for %s to %s', (url, target) => {
  expect(buildTargetUrl(targeting(url, 'loopback'))).toBe(target)
  const remote = {...targeting(url, 'loopback'), loopbackOnly: false}
  expect(buildTargetUrl(remote)).toMatch(/^https:/)
  expect(buildTargetUrl(targeting(url, 'never'))).toMatch(/^https:/)
  expect(buildTargetUrl(targeting(url, 'always'))).toMatch(
    url.startsWith('https') ? /^https:/ : /^http:/,
  )
})

type Options = NonNullable<Parameters<typeof Receiver.start>[0]>

async function start(receiving: Options = {}, serving: Partial<ServeOptions> = {}) {
  const receiver = await Receiver.start(receiving)
  const mda = await startMda(serving)
  const endpoint = receiver.url.replace('http://', '')
  await mda.ask('PUT', HOOK, {body: {endpoint}})
  return {
    mda,
    receiver,
    endpoint,
    async [Symbol.asyncDispose]() {
      await mda[Symbol.asyncDispose]()
      await receiver.close()
    },
  }
}

async function triggerAndPoll(mda: MdaServer): Promise<Record<string, unknown>> {
  const {body} = await mda.ask('POST', `${HOOK}/trigger_session_test`)
  return polled(mda, (body['result'] as {id: number}).id)
}

/** Polls until the event has its response, as the vendor recommends. */
async function polled(mda: MdaServer, id: number): Promise<Record<string, unknown>> {
  const until = performance.now() + 10_000
  while (performance.now() < until) {
    const {body} = await mda.ask('GET', `${HOOK}/events/${id}`)
    const event = body['result'] as Record<string, unknown>
    if (event['response_code'] !== null) return event
  }
  throw new Error(`event ${id} got no answer`)
}

function targeting(url: string, plainHttp: string) {
  const webhook = {
    id: 'wh_1',
    provider: 'mda',
    url,
    events: [],
    state: 'enabled' as const,
    createdAt: new Date(0),
  }
  return {webhook, assume: {plainHttp}, loopbackOnly: true}
}
