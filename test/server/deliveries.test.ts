import {expect, test} from 'vitest'
import {Receiver, type ReceiverAnswer} from '../../src/receiver/receiver.ts'
import {startControl, type Control} from '../support/control.ts'

const EVENT = 'live-stream.broadcast.ended'

/** Publishes an event for a new webhook, waits for the attempt, and returns the delivery's id. */
async function deliver({control}: Control, url: string): Promise<string> {
  const {id: webhookId} = await control.webhooks.create({
    provider: 'apivideo',
    url,
    events: [EVENT],
  })
  const {id, deliveries} = await control.events.create({
    provider: 'apivideo',
    type: EVENT,
    payload: {type: EVENT, marker: webhookId},
    force: true,
  })
  await control.events.get(id, {wait: 'first', timeoutMs: 10_000})
  return deliveries.find((delivery) => delivery.webhookId === webhookId)?.id ?? ''
}

async function startWithReceiver(answer: () => ReceiverAnswer = () => ({})) {
  await using stack = new AsyncDisposableStack()
  const control = stack.use(await startControl())
  const receiver = stack.use(await Receiver.start({answer}))
  const id = await deliver(control, receiver.url)
  const owned = stack.move()
  return {control, receiver, id, [Symbol.asyncDispose]: () => owned.disposeAsync()}
}

test('a delivery shows the request and the response', async () => {
  await using hooks = await startWithReceiver(() => ({
    status: 202,
    headers: {'x-a': 'b'},
    body: 'taken',
  }))
  const {control, receiver, id} = hooks
  const [received] = await receiver.waitForFirst(1)

  const {status, json} = await control.ask('GET', `/v1/deliveries/${id}`)

  expect(status).toBe(200)
  expect(json).toMatchObject({
    id,
    provider: 'apivideo',
    event: EVENT,
    state: 'delivered',
    code: 202,
    attemptCount: 1,
    body: received?.body.toString(),
    headers: {
      'content-type': 'application/json',
      'webhook-signature': received?.headers['webhook-signature'],
      'x-api-video-signature': received?.headers['x-api-video-signature'],
    },
    attempts: [{n: 1, code: 202, answer: {headers: {'x-a': 'b'}, body: 'taken'}}],
  })
  expect(json).not.toHaveProperty('seq')
  expect((await control.ask('GET', `/v1/deliveries/${id.slice(0, 12)}`)).json).toEqual(json)
})

test('a list is filtered by state, webhook, event, provider and time, in pages', async () => {
  await using hooks = await startWithReceiver()
  const {control, receiver, id} = hooks
  const other = await deliver(control, `${receiver.url}/other`)
  const {json: first} = await control.ask('GET', `/v1/deliveries/${id}`)
  const ids = async (query: string) => {
    const {json} = await control.ask('GET', `/v1/deliveries?${query}`)
    return json.deliveries.map((delivery: {id: string}) => delivery.id)
  }

  // The second event went to both webhooks.
  const all = await ids('')
  expect(all).toHaveLength(3)
  expect([all[2], all.includes(other)]).toEqual([id, true])
  expect(await ids(`eventId=${first.eventId}`)).toEqual([id])
  expect(await ids(`webhookId=${first.webhookId}&limit=1`)).toEqual([
    all.find((each: string) => each !== other),
  ])
  expect(await ids(`event=${EVENT}&provider=apivideo&since=2020-01-01`)).toHaveLength(3)
  for (const query of [
    'state=failed',
    'webhookId=x',
    'event=x',
    'provider=x',
    'since=2999-01-01',
  ]) {
    expect([query, await ids(query)]).toEqual([query, []])
  }
  expect((await control.ask('GET', '/v1/deliveries?limit=4')).json).not.toHaveProperty('nextCursor')
  const {json: page} = await control.ask('GET', '/v1/deliveries?limit=2')
  expect(await ids(`limit=2&cursor=${page.nextCursor}`)).toEqual([id])
})

test('a retry sends the delivery again and responds with it as pending', async () => {
  let status = 500
  await using hooks = await startWithReceiver(() => ({status}))
  const {control, receiver, id} = hooks
  await control.ask('POST', `/v1/deliveries/${id}/cancel`)
  status = 200

  const retried = await control.ask('POST', `/v1/deliveries/${id}/retry`)

  expect(retried).toMatchObject({status: 200, json: {id, state: 'pending'}})
  const [first, second] = await receiver.waitForFirst(2)
  expect(second?.body).toEqual(first?.body)
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  await control.control.events.get(retried.json.eventId, {wait: 'done', timeoutMs: 10_000})
  expect((await control.ask('GET', `/v1/deliveries/${id}`)).json).toMatchObject({
    state: 'delivered',
    attempts: [{code: 500}, {code: 200}],
  })
})

test('a cancelled delivery has ended and cannot be cancelled again', async () => {
  await using hooks = await startWithReceiver(() => ({status: 500}))
  const {control, id} = hooks
  const cancel = () => control.ask('POST', `/v1/deliveries/${id}/cancel`)

  expect(await cancel()).toMatchObject({status: 200, json: {id, state: 'cancelled'}})
  expect(await cancel()).toMatchObject({
    status: 409,
    json: {error: {code: 'conflict', message: `delivery ${id} is already cancelled`}},
  })
})

test('a retry for a deleted webhook is 409', async () => {
  await using hooks = await startWithReceiver()
  const {control, id} = hooks
  const {json} = await control.ask('GET', `/v1/deliveries/${id}`)
  await control.ask('DELETE', `/v1/webhooks/${json.webhookId}`)

  expect(await control.ask('POST', `/v1/deliveries/${id}/retry`)).toMatchObject({
    status: 409,
    json: {error: {code: 'conflict', message: `the webhook of delivery ${id} has been deleted`}},
  })
})

test('an unknown delivery is 404 and an invalid query is 400', async () => {
  await using hooks = await startWithReceiver()
  const {control} = hooks

  for (const [method, path] of [
    ['GET', '/v1/deliveries/nope'],
    ['POST', '/v1/deliveries/nope/retry'],
    ['POST', '/v1/deliveries/nope/cancel'],
  ] as const) {
    const {status, json} = await control.ask(method, path)
    expect([path, status]).toEqual([path, 404])
    expect(json.error).toMatchObject({code: 'not_found', message: 'no delivery "nope"'})
  }
  for (const question of [
    '?state=lost',
    '?since=yesterday',
    '?limit=501',
    '?cursor=!',
    '?cursor=1!',
    `/${'x'.repeat(65)}`,
  ]) {
    const {status, json} = await control.ask('GET', `/v1/deliveries${question}`)
    expect([question, status, json.error.code]).toEqual([question, 400, 'usage'])
  }
})
