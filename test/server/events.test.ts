import {expect, test} from 'vitest'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startControl, type Control} from '../support/control.ts'

const EVENT = 'video.source.recorded'
const SAMPLE = {
  type: EVENT,
  emittedAt: '2021-01-29T16:46:25.217+01:00',
  liveStreamId: 'li4pqNqGUkhKfWcBGpZVLRY5',
  videoId: 'vi4blUQJFrYWbaG44NChkH27',
}
const NEW_EVENT = {provider: 'apivideo', type: EVENT, payload: SAMPLE}

async function subscribe({control}: Control, url: string): Promise<string> {
  return (await control.webhooks.create({provider: 'apivideo', url, events: [EVENT]})).id
}

test('accepting an event responds 202 with its deliveries, and it can be fetched', async () => {
  await using control = await startControl()
  await using receiver = await Receiver.start()
  const webhookId = await subscribe(control, receiver.url)

  const {status, json} = await control.ask('POST', '/v1/events', {body: NEW_EVENT})

  expect(status).toBe(202)
  expect(json).toEqual({
    id: expect.stringMatching(/^evt_[0-9A-Za-z]{22}$/),
    deliveries: [{id: expect.stringMatching(/^dlv_[0-9A-Za-z]{22}$/), webhookId}],
  })
  const got = await control.ask('GET', `/v1/events/${json.id}`)
  expect(got).toMatchObject({
    status: 200,
    json: {
      event: {...NEW_EVENT, id: json.id, scope: '1'},
      deliveries: [{id: json.deliveries[0].id, eventId: json.id}],
      settled: true,
    },
  })
})

test('an event for one webhook is delivered only to it', async () => {
  await using control = await startControl()
  await using receiver = await Receiver.start()
  const webhookId = await subscribe(control, receiver.url)
  await subscribe(control, receiver.url)

  const {json} = await control.ask('POST', '/v1/events', {body: {...NEW_EVENT, webhookId}})

  expect(json.deliveries).toEqual([{id: expect.any(String), webhookId}])
})

test('events are listed newest first, in pages, and can be filtered', async () => {
  await using control = await startControl()
  const ids = []
  for (let n = 0; n < 3; n++) {
    ids.push((await control.ask('POST', '/v1/events', {body: NEW_EVENT})).json.id)
  }
  const list = async (query: string) => (await control.ask('GET', `/v1/events?${query}`)).json
  const idsOf = ({events}: {events: {id: string}[]}) => events.map(({id}) => id)

  const first = await list('limit=2')
  const second = await list(`limit=2&cursor=${first.nextCursor}`)

  expect(idsOf(first)).toEqual([ids[2], ids[1]])
  expect(idsOf(second)).toEqual([ids[0]])
  expect(second).not.toHaveProperty('nextCursor')
  expect(idsOf(await list(`provider=apivideo&type=${EVENT}`))).toHaveLength(3)
  expect(await list('type=other')).toEqual({events: []})
  expect(await list('provider=other')).toEqual({events: []})
})

test('a repeated key with the same request is one event, with another it is 409', async () => {
  await using control = await startControl()
  await using receiver = await Receiver.start()
  await subscribe(control, receiver.url)
  const headers = {'idempotency-key': 'once'}

  const first = await control.ask('POST', '/v1/events', {body: NEW_EVENT, headers})
  const again = await control.ask('POST', '/v1/events', {body: NEW_EVENT, headers})
  const other = {...NEW_EVENT, payload: {...SAMPLE, videoId: 'vi_other'}}
  const conflict = await control.ask('POST', '/v1/events', {body: other, headers})

  expect(again).toMatchObject({status: 202, json: first.json})
  expect(conflict).toMatchObject({
    status: 409,
    json: {error: {code: 'conflict', hint: 'use a new key for a new event'}},
  })
  expect((await control.ask('GET', '/v1/events')).json.events).toHaveLength(1)
})

test('wait=first responds after the first attempts, wait=done after the last', async () => {
  await using control = await startControl()
  const {promise: held, resolve: release} = Promise.withResolvers<void>()
  await using quick = await Receiver.start({answer: () => ({status: 500})})
  await using slow = await Receiver.start({
    async answer() {
      await held
      return {}
    },
  })
  await subscribe(control, quick.url)
  await using broken = await Receiver.start({answer: () => 'drop'})
  await subscribe(control, slow.url)
  await subscribe(control, broken.url)
  const {json: accepted} = await control.ask('POST', '/v1/events', {body: NEW_EVENT})
  const wait = async (query: string) =>
    (await control.ask('GET', `/v1/events/${accepted.id}?${query}`)).json

  const tooEarly = await wait('wait=first&timeoutMs=1')
  const first = wait('wait=first&timeoutMs=10000')
  release()

  expect(tooEarly.settled).toBe(false)
  expect(await first).toMatchObject({
    settled: true,
    deliveries: [
      {state: 'pending', code: 500, attemptCount: 1},
      {state: 'delivered', code: 200},
      {state: 'pending', reason: 'reset', attemptCount: 1},
    ],
  })
  expect(await wait('wait=done&timeoutMs=1')).toMatchObject({settled: false})
  for (const {id} of (await first).deliveries) {
    await control.ask('POST', `/v1/deliveries/${id}/cancel`)
  }
  expect(await wait('wait=done&timeoutMs=10000')).toMatchObject({settled: true})
})

test('an unknown event is 404', async () => {
  await using control = await startControl()

  expect(await control.ask('GET', '/v1/events/nope?wait=done&timeoutMs=1000')).toMatchObject({
    status: 404,
    json: {error: {code: 'not_found', message: 'no event "nope"'}},
  })
})

const OF_PROJECT = {provider: 'mda', type: 'session.test', force: true}

/** What is wrong, the fields that make it so, and the expected message. */
const BAD_EVENTS = [
  ['an unknown provider', {provider: 'nobody'}, 'unknown provider "nobody"'],
  ['an unknown type', {type: 'video.source.recordd'}, 'api.video has no event'],
  [
    'a payload that does not fit',
    {payload: {type: EVENT}},
    'the payload does not match the schema',
  ],
  ['no payload', {payload: undefined}, 'payload'],
  ['a payload that is a list', {payload: []}, 'payload'],
  ['an empty scope', {scope: ''}, 'scope'],
  ['a scope of another form', {...OF_PROJECT, scope: 'x'}, 'project "x" is not'],
] as const

test('an invalid event is 400 with the reason, and is not accepted', async () => {
  await using control = await startControl()

  for (const [what, changes, message] of BAD_EVENTS) {
    const {status, json} = await control.ask('POST', '/v1/events', {
      body: {...NEW_EVENT, ...changes},
    })
    expect([what, status]).toEqual([what, 400])
    expect(json.error).toMatchObject({code: 'usage', message: expect.stringContaining(message)})
  }
  const longest = {'idempotency-key': 'x'.repeat(255)}
  expect(
    (await control.ask('POST', '/v1/events', {body: {...NEW_EVENT, type: 'no'}, headers: longest}))
      .json.error.message,
  ).not.toContain('Idempotency-Key')
  for (const key of ['', 'x'.repeat(256)]) {
    const headers = {'idempotency-key': key}
    expect((await control.ask('POST', '/v1/events', {body: NEW_EVENT, headers})).status).toBe(400)
  }
  expect((await control.ask('GET', '/v1/events')).json.events).toEqual([])
})

test('an invalid query is 400', async () => {
  await using control = await startControl()
  const {json} = await control.ask('POST', '/v1/events', {body: NEW_EVENT})

  for (const question of [
    '?limit=0',
    '?limit=501',
    '?limit=x',
    '?limit=1&limit=2',
    '?cursor=-',
    '?cursor=1!',
    '?cursor=zzzzzzzzzzzz',
    '?cursor=',
    ...['wait=later', 'timeoutMs=-1', 'timeoutMs=60001', 'timeoutMs=x'].map(
      (wait) => `/${json.id}?${wait}`,
    ),
  ]) {
    const answer = await control.ask('GET', `/v1/events${question}`)
    expect([question, answer.status]).toEqual([question, 400])
    expect(answer.json.error).toMatchObject({code: 'usage', message: expect.any(String)})
  }
})

test('force accepts a payload that does not match its schema', async () => {
  await using control = await startControl()
  const body = {...NEW_EVENT, payload: {odd: [null]}, force: true}

  const {status, json} = await control.ask('POST', '/v1/events', {body})

  expect(status).toBe(202)
  expect((await control.ask('GET', `/v1/events/${json.id}`)).json.event.payload).toEqual({
    odd: [null],
  })
})
