import {expect, test} from 'vitest'
import {freshen} from '../../src/core/payload/fresh.ts'
import {targetvideo as provider} from '../../src/providers/targetvideo/index.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import type {ServeOptions} from '../../src/runtime/index.ts'
import {startEmulator} from '../support/emulator.ts'

const SECRET = 'a "quoted" secret 9f2c'
const ENVELOPE = ['response', 'event', 'scope', 'method', 'data', 'api', 'timestamp', 'secret']
/** As on the vendor's page. */
const RENDITIONS = [
  'track_all',
  'sd',
  'ld',
  'hsd',
  'hd',
  'fhd',
  'streaming',
  'snapshot',
  'thumb',
  'vtt',
  'webp',
  'ogg',
  'mp3',
]

for (const {name, sample} of provider.events.types) {
  test(`${name} reaches the receiver in the vendor's envelope, with the secret at its end`, async () => {
    await using hooked = await start()

    await hooked.send(name, sample)
    const [received] = await hooked.receiver.waitForFirst(1)

    const text = received?.body.toString() ?? ''
    const body = JSON.parse(text)
    expect(received?.method).toBe('POST')
    expect(received?.headers['content-type']).toBe('application/json')
    expect(text).toBe(JSON.stringify({...sample, secret: SECRET}))
    expect(Object.keys(body)).toEqual(ENVELOPE)
    expect(body).toMatchObject({event: name, method: name})
    expect(idsAndFlags(body).filter((value) => typeof value !== 'string')).toEqual([])
    expect(verify(received, SECRET)).toEqual({result: 'valid'})
    expect(verify(received, 'another')).toEqual({
      result: 'invalid',
      reason: 'the body contains a different secret',
    })
  })
}

test('sd_encoded has the fields that the vendor documents', () => {
  const sample = provider.events.types.find(({name}) => name === 'sd_encoded')?.sample
  const {response, data, scope, api, timestamp} = JSON.parse(JSON.stringify(sample))

  expect(Object.keys(response)).toEqual(['Video', 'EncodingStatus', 'invoked_by'])
  expect(Object.keys(response.EncodingStatus)).toEqual(RENDITIONS)
  expect(Object.values(response.EncodingStatus).every((flag) => /^[01]$/.test(String(flag)))).toBe(
    true,
  )
  expect(data).toEqual({
    Video: {id: response.Video.id, encoded: response.EncodingStatus},
    invoked_by: 'MediaConvert',
  })
  expect([scope, typeof api, Number.isInteger(timestamp)]).toEqual([
    'Controller.Encodings',
    'boolean',
    true,
  ])
})

test('a fresh payload has new ids, and repeats them where the sample does', () => {
  const type = provider.events.types.find(({name}) => name === 'add_videos_to_playlist')
  if (type === undefined) throw new Error('the event is in the catalogue')

  const fresh = JSON.parse(JSON.stringify(freshen(type.sample, type.schema, {now: new Date()})))

  expect(fresh.response.Video.id).toMatch(/^[1-9]\d{6}$/)
  expect(fresh.response.Video.id).not.toBe('7654321')
  expect(fresh.data.Video.ids).toBe(fresh.response.Video.id)
  expect(fresh.data.Playlist.id).toBe(fresh.response.Playlist.id)
  expect(fresh.data.Playlist.partner_id).toBe('12345')
})

test('a fresh payload contains the id of its website', () => {
  const told = provider.events.types.flatMap(({sample, schema}) => {
    const fresh = JSON.stringify(freshen(sample, schema, {now: new Date(), scope: '77'}))
    return [...fresh.matchAll(/"partner_id":"(\d+)"/g)].map(([, website]) => website)
  })

  expect([...new Set(told)]).toEqual(['77'])
})

test('the envelope keeps its order, whatever the order of the payload', async () => {
  await using hooked = await start()
  const sample = provider.events.types[0]?.sample ?? {}
  const turned = Object.fromEntries(Object.entries({...sample, extra: 1}).toReversed())

  await hooked.send('add_video', {...turned, secret: 'not this one'})
  const [received] = await hooked.receiver.waitForFirst(1)

  expect(Object.keys(JSON.parse(received?.body.toString() ?? ''))).toEqual([...ENVELOPE, 'extra'])
  expect(verify(received, SECRET).result).toBe('valid')
})

test('the timeout delays the delivery, in the unit that the server assumes', async () => {
  const now = 1_800_000_000_000
  const clock = {now: () => now}
  await using seconds = await start({clock}, 90)
  await using milliseconds = await start(
    {clock, assumptions: {'targetvideo.timeoutUnit': 'milliseconds'}},
    90,
  )
  const dueIn = async ({server, send}: typeof seconds) => {
    const {deliveries} = await send('add_video')
    const {dueAt} = await server.control.deliveries.get(deliveries[0]?.id ?? '')
    return new Date(dueAt ?? 0).getTime() - now
  }

  expect(await dueIn(seconds)).toBe(90_000)
  expect(await dueIn(milliseconds)).toBe(90)
})

test('the content type is the one that the server assumes', async () => {
  const contentType = 'application/x-www-form-urlencoded'
  await using hooked = await start({assumptions: {'targetvideo.contentType': contentType}})

  await hooked.send('add_video')
  const [received] = await hooked.receiver.waitForFirst(1)

  expect(received?.headers['content-type']).toBe(contentType)
})

test('the secret is masked when a delivery is shown, and complete when it is sent again', async () => {
  await using hooked = await start()
  const {id, deliveries} = await hooked.send('add_video')
  await hooked.server.control.events.get(id, {wait: 'done', timeoutMs: 10_000})
  const delivery = deliveries[0]?.id ?? ''

  const shown = await hooked.server.control.deliveries.get(delivery)
  await hooked.server.control.deliveries.retry(delivery)
  const [, again] = await hooked.receiver.waitForFirst(2)

  expect(JSON.parse(shown.body)).toMatchObject({event: 'add_video', secret: '…9f2c'})
  expect(Object.keys(JSON.parse(shown.body))).toEqual(ENVELOPE)
  expect(verify(again, SECRET).result).toBe('valid')
})

test('a body that has no secret, is not an object or is not JSON proves nothing', () => {
  const reasons = ['{}', '{"secret":7}', '[]', 'null', 'secret', ''].map((text) => {
    const verification = provider.proof.verify({headers: {}, body: Buffer.from(text)}, SECRET)
    return verification.result === 'invalid' ? verification.reason : verification.result
  })

  expect(reasons).toEqual([
    'the body contains no secret',
    'the body contains no secret',
    'the body is not a JSON object',
    'the body is not a JSON object',
    'the body is not a JSON object',
    'the body is not a JSON object',
  ])
})

async function start(options: Partial<ServeOptions> = {}, timeout = 0) {
  const receiver = await Receiver.start()
  const server = await startEmulator(options)
  await server.control.webhooks.create({
    provider: 'targetvideo',
    scope: '12345',
    url: receiver.url,
    events: [],
    secret: SECRET,
    options: {timeout},
  })
  return {
    receiver,
    server,
    send: (type: string, payload = provider.events.types[0]?.sample ?? {}) =>
      server.control.events.create({
        provider: 'targetvideo',
        type,
        payload: {...payload},
        scope: '12345',
      }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await receiver.close()
    },
  }
}

type Received = Awaited<ReturnType<Receiver['waitForFirst']>>[number]

function verify(received: Received | undefined, secret: string) {
  if (received === undefined) throw new Error('nothing was received')
  return provider.proof.verify(received, secret)
}

/** Every value inside `response` and `data`. */
function idsAndFlags({response, data}: Record<string, unknown>): unknown[] {
  const leaves = (value: unknown): unknown[] =>
    typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value]
  return leaves({response, data})
}
