import {connect} from 'node:net'
import {expect, test} from 'vitest'
import type {Streamed, StreamOptions} from '../../src/control/stream.ts'
import type {WireStreamItem} from '../../src/wire/stream.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {MAX_STREAMS} from '../../src/server/control/routes/stream.ts'
import {startControl, type Control} from '../support/control.ts'

const EVENT = 'video.source.recorded'
const NEW_WEBHOOK = {provider: 'apivideo', url: 'https://example.com/in', events: [EVENT]}

type Reader = AsyncDisposable & {
  /** Reads the next `count` items. */
  next(count: number): Promise<Streamed[]>
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<unknown>
}

async function read({control}: Control, options: StreamOptions = {}): Promise<Reader> {
  const stop = new AbortController()
  const stream = await control.stream({...options, signal: stop.signal})
  const items = stream[Symbol.asyncIterator]()
  return {
    async next(count) {
      const found: Streamed[] = []
      while (found.length < count) {
        const {value, done} = await items.next()
        if (done === true) throw new Error(`ended after ${found.length} of ${count} items`)
        found.push(value)
      }
      return found
    },
    get ended() {
      return items.next().then(({done}) => done)
    },
    [Symbol.asyncDispose]: async () => stop.abort(),
  }
}

function publish({control}: Control, n = 0) {
  const payload = {type: EVENT, n}
  return control.events.create({provider: 'apivideo', type: EVENT, payload, force: true})
}

const typesOf = (items: readonly Streamed[]) => items.map(({item}) => item.type)

test('changes of webhooks, events and deliveries are streamed in order, without secrets', async () => {
  await using control = await startControl()
  await using receiver = await Receiver.start()
  await using reader = await read(control)

  const secret = 'a-secret-that-nobody-sees'
  const {webhooks} = control.control
  const {id} = await webhooks.create({...NEW_WEBHOOK, url: receiver.url, secret})
  const {id: eventId, deliveries} = await publish(control)
  const items = await reader.next(4)
  await control.control.deliveries.retry(deliveries[0]?.id ?? '')
  const retried = await reader.next(3)
  await webhooks.update(id, {state: 'paused'})
  await webhooks.update(id, {url: 'https://example.com/other'})
  await control.control.rotate(id)
  await webhooks.delete(id)
  const changed = await reader.next(4)

  expect(items.map(({item}) => item)).toMatchObject([
    {type: 'webhook.created', webhook: {id, url: receiver.url}},
    {type: 'event.accepted', event: {id: eventId, type: EVENT}, deliveries},
    {
      type: 'attempt.ended',
      delivery: {webhookId: id, state: 'delivered', code: 200, attemptCount: 1},
    },
    {type: 'delivery.delivered', delivery: {id: deliveries[0]?.id, eventId}},
  ])
  expect(typesOf(retried)).toEqual(['delivery.retried', 'attempt.ended', 'delivery.delivered'])
  expect(typesOf(changed)).toEqual([
    'webhook.paused',
    'webhook.updated',
    'webhook.rotated',
    'webhook.deleted',
  ])
  const told = JSON.stringify([...items, ...retried, ...changed])
  expect(told).not.toContain(secret)
  expect(told).not.toMatch(/whsec_\w{8}/)
})

test('disabling a webhook whose receiver is gone is streamed and logged with the reason', async () => {
  const lines: string[] = []
  const logStream = {write: (line: string) => void lines.push(line)}
  await using control = await startControl({log: 'json', logStream})
  await using receiver = await Receiver.start({answer: () => ({status: 410})})
  const {id} = await control.control.webhooks.create({...NEW_WEBHOOK, url: receiver.url})
  await using reader = await read(control, {filter: {types: 'webhook.disabled'}})

  await publish(control)

  expect((await reader.next(1))[0]?.item).toMatchObject({
    type: 'webhook.disabled',
    webhook: {state: 'disabled', disabledReason: 'gone'},
  })
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({
      level: 40,
      webhook: id,
      reason: 'gone',
      fix: `hooks enable ${id}`,
      msg: 'webhook disabled',
    }),
  )
})

test('a reader that reconnects continues after the last id it saw', async () => {
  await using control = await startControl({heartbeatMs: 60_000})
  await using first = await read(control)
  await publish(control)
  const [seen] = await first.next(1)
  await first[Symbol.asyncDispose]()
  const {id} = await publish(control)

  await using second = await read(control, {after: seen?.id})

  expect((await second.next(1))[0]?.item).toMatchObject({type: 'event.accepted', event: {id}})

  // More than are sent at a time.
  for (let n = 0; n < 150; n++) await publish(control, n)
  await using third = await read(control, {after: seen?.id})
  expect(await third.next(151)).toHaveLength(151)
})

test('items that are no longer kept, or an id from an earlier server, produce a gap', async () => {
  await using control = await startControl({feedItems: 3})
  await using reader = await read(control)
  await publish(control)
  const [first] = await reader.next(1)
  for (let n = 0; n < 8; n++) await publish(control, n)

  await using late = await read(control, {after: first?.id})
  await using stranger = await read(control, {after: 'abc-1'})

  const [gap, ...kept] = await late.next(4)
  expect(gap?.item).toMatchObject({type: 'gap', missed: 5})
  expect(typesOf(kept)).toEqual(['event.accepted', 'event.accepted', 'event.accepted'])
  const [unknown] = await stranger.next(4)
  expect(unknown?.item).toEqual({type: 'gap', at: expect.any(String)})
})

test('types, provider and webhook filter a stream, and invalid ones are 400', async () => {
  await using control = await startControl()
  const {webhooks} = control.control
  const {id} = await webhooks.create(NEW_WEBHOOK)
  await webhooks.create({...NEW_WEBHOOK, provider: 'standard', events: ['order.paid']})
  await using ofWebhook = await read(control, {filter: {webhookId: id}})
  await using ofProvider = await read(control, {filter: {provider: 'standard'}})
  await using ofTypes = await read(control, {filter: {types: 'event.*,webhook.paused'}})

  await webhooks.create({...NEW_WEBHOOK, provider: 'standard', events: ['order.sent']})
  await webhooks.update(id, {state: 'paused'})
  await publish(control)

  expect(typesOf(await ofProvider.next(1))).toEqual(['webhook.created'])
  expect(typesOf(await ofTypes.next(2))).toEqual(['webhook.paused', 'event.accepted'])
  expect(typesOf(await ofWebhook.next(2))).toEqual(['webhook.paused', 'event.accepted'])
  for (const query of ['types=nothing.at.all', 'types=', 'provider=nobody']) {
    const {status, json} = await control.ask('GET', `/v1/stream?${query}`)
    expect([query, status, json?.error.code]).toEqual([query, 400, 'usage'])
  }
})

test('an idle stream sends heartbeats and a reconnection time', async () => {
  await using control = await startControl({heartbeatMs: 20})
  const {port, host} = new URL(control.url)
  const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8')
  socket.write(`GET /_hooks/v1/stream HTTP/1.1\r\nhost: ${host}\r\n`)
  socket.write(`authorization: Bearer ${control.key}\r\n\r\n`)

  let text = ''
  for await (const chunk of socket) {
    text += String(chunk)
    if (text.split(': nothing new').length > 3) break
  }

  expect(text).toContain('content-type: text/event-stream')
  expect(text).toContain('cache-control: no-store')
  expect(text).toMatch(/retry: 1000\nid: \w+-0\n\n/)
  expect(text).toMatch(/: nothing new\nid: \w+-0\n\n/)
})

test('a stalled reader misses items, learns how many, and does not use up server memory', async () => {
  await using control = await startControl({feedItems: 5})
  const {port, host} = new URL(control.url)
  const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8')
  socket.write(`GET /_hooks/v1/stream HTTP/1.1\r\nhost: ${host}\r\n`)
  socket.write(`authorization: Bearer ${control.key}\r\n\r\n`)
  await new Promise((resolve) => void socket.once('readable', resolve))
  // Large enough to fill the buffers of the network and of both ends of the connection.
  const filter = {field: Array.from({length: 100}, () => 'x'.repeat(1000))}
  const {id} = await control.control.webhooks.create({...NEW_WEBHOOK, delivery: {filter}})
  for (let n = 0; n < 150; n++) await control.control.webhooks.update(id, {state: 'paused'})

  let text = ''
  for await (const chunk of socket) {
    text += String(chunk)
    if (/event: gap\n.*\n\n/.test(text)) break
  }

  const [, data = ''] = /event: gap\ndata: (.*)\n/.exec(text) ?? []
  const gap: WireStreamItem = JSON.parse(data)
  expect(gap).toMatchObject({type: 'gap', missed: expect.any(Number)})
})

test('at most a hundred streams are open at once, and closing one allows another', async () => {
  await using control = await startControl()
  const stop = new AbortController()
  const open = () => control.control.stream({signal: stop.signal})
  const last = new AbortController()
  for (let n = 1; n < MAX_STREAMS; n++) await open()
  const ending = (await control.control.stream({signal: last.signal}))[Symbol.asyncIterator]()

  await expect(open()).rejects.toMatchObject({code: 'rate_limited'})

  last.abort()
  await ending.next()
  await expect.poll(() => open().catch(() => undefined)).toBeDefined()
  stop.abort()
})

test('a server that stops ends its streams at once', async () => {
  await using control = await startControl()
  await using reader = await read(control)
  const {ended} = reader
  const startedAt = performance.now()

  await control[Symbol.asyncDispose]()

  expect(await ended).toBe(true)
  expect(performance.now() - startedAt).toBeLessThan(2500)
})
