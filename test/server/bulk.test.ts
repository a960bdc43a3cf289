import {request} from 'node:http'
import {expect, test} from 'vitest'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startControl, type Control} from '../support/control.ts'
import {temporaryFolder} from '../support/run.ts'

const EVENT = 'video.source.recorded'
/** How many events are created concurrently; with more, some would wait too long. */
const AT_ONCE = 50

/** Creates deliveries that were cancelled before an attempt; returns the webhook's id. */
async function createCancelled(control: Control, url: string, count: number): Promise<string> {
  const {webhooks, events} = control.control
  const {id} = await webhooks.create({provider: 'apivideo', url, events: [EVENT]})
  await webhooks.update(id, {state: 'paused'})
  const event = {provider: 'apivideo', type: EVENT, payload: {type: EVENT}, force: true}
  for (let left = count; left > 0; left -= AT_ONCE) {
    await Promise.all(Array.from({length: Math.min(left, AT_ONCE)}, () => events.create(event)))
  }
  const {json} = await control.ask('POST', '/v1/deliveries/cancel', {body: {webhookId: id}})
  expect(json).toEqual({matched: count, changed: count, skipped: 0, done: true})
  return id
}

test('deliveries that match a filter are retried once per key', async () => {
  await using control = await startControl()
  await using receiver = await Receiver.start()
  const webhookId = await createCancelled(control, receiver.url, 5)
  await createCancelled(control, receiver.url, 2)
  await control.control.webhooks.update(webhookId, {state: 'enabled'})
  const body = {state: 'cancelled', webhookId}
  const headers = {'idempotency-key': 'once'}
  const retry = () => control.ask('POST', '/v1/deliveries/retry', {body, headers})

  const counted = await control.ask('POST', '/v1/deliveries/retry', {body: {...body, dryRun: true}})
  const first = await retry()
  const sent = await receiver.waitForFirst(5)
  const again = await retry()

  expect(counted.json).toMatchObject({matched: 5, changed: 0})
  expect(first).toMatchObject({status: 200, json: {matched: 5, changed: 5, done: true}})
  expect(again.json).toEqual(first.json)
  expect(new Set(sent.map((each) => each.headers['webhook-id'])).size).toBe(5)
  const other = {body: {state: 'failed', webhookId}, headers}
  expect(await control.ask('POST', '/v1/deliveries/retry', other)).toMatchObject({
    status: 409,
    json: {error: {code: 'conflict'}},
  })
})

test('an idempotency key of a retry cannot be reused for a cancel', async () => {
  await using control = await startControl()
  const same = {body: {event: EVENT}, headers: {'idempotency-key': 'once'}}

  expect((await control.ask('POST', '/v1/deliveries/retry', same)).status).toBe(200)
  expect((await control.ask('POST', '/v1/deliveries/cancel', same)).status).toBe(409)
})

test('a retry interrupted by a server stop continues when it is requested again', async () => {
  await using folder = await temporaryFolder()
  const store = `${folder.path}/hooks.db`
  const headers = {'idempotency-key': 'again'}
  const body = {event: EVENT, since: '2020-01-01T00:00:00Z'}
  let interrupted: number
  {
    await using control = await startControl({store})
    await createCancelled(control, 'https://example.com', 700)
    const stream = await control.control.stream({filter: {types: 'delivery.retried'}})
    const outgoing = request(`${control.url}/_hooks/v1/deliveries/retry`, {
      method: 'POST',
      headers: {
        ...headers,
        authorization: `Bearer ${control.key}`,
        'content-type': 'application/json',
      },
    })
    outgoing.on('error', () => {})
    outgoing.end(JSON.stringify(body))
    for await (const {item} of stream) if (item.type === 'delivery.retried') break
    outgoing.destroy()
    interrupted = (await control.control.deliveries.list({state: 'pending', limit: 500})).deliveries
      .length
  }
  await using control = await startControl({store})

  const {json} = await control.ask('POST', '/v1/deliveries/retry', {body, headers})

  expect(interrupted).toBeGreaterThan(0)
  expect(json).toEqual({matched: 700, changed: 700, skipped: 0, done: true})
})

test('a bulk change without a filter or with an unknown field is 400', async () => {
  await using control = await startControl()

  for (const [path, body] of [
    ['retry', {}],
    ['retry', {dryRun: true}],
    ['cancel', {}],
    ['cancel', {state: 'failed'}],
    ['retry', {state: 'lost'}],
    ['retry', {event: ''}],
    ['retry', {since: 'yesterday'}],
    ['retry', {event: EVENT, limit: 5}],
    ['retry', {event: EVENT, dryRun: 'yes'}],
  ] as const) {
    const {status, json} = await control.ask('POST', `/v1/deliveries/${path}`, {body})
    expect([path, body, status, json.error.code]).toEqual([path, body, 400, 'usage'])
  }
})
