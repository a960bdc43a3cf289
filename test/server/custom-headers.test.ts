import {expect, test} from 'vitest'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startControl} from '../support/control.ts'

const EVENT = 'video.source.recorded'
const HEADERS = {authorization: 'Bearer t0ken-of-the-receiver', 'X-Region': 'north-by-northwest'}
const MASKED = {authorization: '…iver', 'X-Region': '…west'}

test('custom header values are shown only on creation and with the secrets', async () => {
  await using control = await startControl()
  // Echoes the headers it was sent, as debugging services do.
  await using receiver = await Receiver.start({
    answer: ({headers}) => ({status: 201, body: JSON.stringify(headers)}),
  })
  const stream = await control.control.stream({filter: {types: 'webhook.*'}})
  const body = {provider: 'apivideo', url: receiver.url, events: [EVENT]}

  const created = await control.ask('POST', '/v1/webhooks', {
    body: {...body, delivery: {headers: HEADERS}},
  })
  const path = `/v1/webhooks/${created.json.id}`
  const event = {provider: 'apivideo', type: EVENT, payload: {}, force: true}
  const {id} = await control.control.events.create(event)
  const {deliveries} = await control.control.events.get(id, {wait: 'done', timeoutMs: 5000})
  const delivery = await control.ask('GET', `/v1/deliveries/${deliveries[0]?.id}`)
  const updated = await control.ask('PATCH', path, {body: {state: 'paused'}})
  const got = await control.ask('GET', path)
  const [streamed] = await Array.fromAsync(take(stream, 1))

  expect(created.json.delivery.headers).toEqual(HEADERS)
  expect((await control.ask('GET', `${path}/secrets`)).json.headers).toEqual(HEADERS)
  for (const {json} of [got, updated]) expect(json.delivery.headers).toEqual(MASKED)
  expect(streamed?.item).toMatchObject({webhook: {delivery: {headers: MASKED}}})
  expect(delivery.json.headers).toMatchObject(MASKED)
  const [sent] = await receiver.waitForFirst(1)
  expect(sent?.headers).toMatchObject({authorization: HEADERS.authorization})
  for (const value of Object.values(HEADERS)) expect(delivery.text).not.toContain(value)
})

test('a header sent back masked keeps its value; one that is left out is removed', async () => {
  await using control = await startControl()
  const {id} = await control.control.webhooks.create({
    provider: 'apivideo',
    url: 'https://example.com',
    events: [EVENT],
    delivery: {headers: HEADERS, fifo: true},
  })
  const change = async (headers: Readonly<Record<string, string>>) => {
    const body = {delivery: {headers}}
    const {status} = await control.ask('PATCH', `/v1/webhooks/${id}`, {body})
    return {status, headers: (await control.control.secrets(id)).headers}
  }

  const same = await change(MASKED)
  const other = await change({authorization: MASKED.authorization, 'x-new': 'value'})
  const foreign = await change({authorization: '…else'})

  expect(same).toEqual({status: 200, headers: HEADERS})
  expect(other).toEqual({
    status: 200,
    headers: {authorization: HEADERS.authorization, 'x-new': 'value'},
  })
  expect(foreign).toEqual({status: 400, headers: other.headers})
})

test.each([
  ['Host', 'x', 'is reserved and cannot be set'],
  ['Content-Length', '1', 'is reserved and cannot be set'],
  ['Webhook-Signature', 'v1,x', 'is reserved and cannot be set'],
  ['x-a', 'a\r\nx-b: c', 'contains characters other than printable ASCII'],
  ['x-a', 'a\0b', 'contains characters other than printable ASCII'],
  ['x-a\r\nx-b', 'c', 'has an invalid name'],
  ['x-a', 'x'.repeat(5 * 1024), 'is longer than 4096'],
  ['__proto__', 'x', 'must not contain "__proto__"'],
])('a header %j is rejected when it is saved: %j', async (name, value, problem) => {
  await using control = await startControl()
  const webhook = {provider: 'apivideo', url: 'https://example.com', events: [EVENT]}
  const {id} = await control.control.webhooks.create(webhook)
  // As text, because setting `__proto__` on an object does not create a field.
  const delivery = `{"headers":{${JSON.stringify(name)}:${JSON.stringify(value)}}}`
  const body = `${JSON.stringify(webhook).slice(0, -1)},"delivery":${delivery}}`

  const created = await control.ask('POST', '/v1/webhooks', {body})
  const changed = await control.ask('PATCH', `/v1/webhooks/${id}`, {
    body: `{"delivery":${delivery}}`,
  })

  for (const {status, json} of [created, changed]) {
    expect(status).toBe(400)
    expect(json.error).toMatchObject({code: 'usage', message: expect.stringContaining(problem)})
  }
  const {webhooks} = (await control.ask('GET', '/v1/webhooks')).json
  expect(webhooks).toHaveLength(1)
  expect(webhooks[0]).not.toHaveProperty('delivery')
})

async function* take<Item>(items: AsyncIterable<Item>, count: number): AsyncGenerator<Item> {
  let left = count
  for await (const item of items) {
    yield item
    if (--left === 0) return
  }
}
