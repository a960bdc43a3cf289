import {expect, test} from 'vitest'
import type {TargetPolicy} from '../../src/sending/guard.ts'
import {SEND_LIMITS, Sender} from '../../src/sending/send.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startChaosProxy} from '../support/chaos-proxy.ts'

const LOOPBACK: TargetPolicy = {loopback: true, allow: []}
const NEVER = new AbortController().signal
const SHORT = {...SEND_LIMITS, headersMs: 100}
const post = (url: string, body = '{}') => ({url, headers: {'content-type': 'text/plain'}, body})

test('an attempt is a POST of the exact bytes that requests an uncompressed response', async () => {
  await using receiver = await Receiver.start({answer: () => ({status: 201, body: 'thanks'})})
  await using sender = new Sender({policy: LOOPBACK})

  const outcome = await sender.send(post(`${receiver.url}/in?a=1`, 'é\u0000'), NEVER)

  expect(outcome).toMatchObject({kind: 'answered', code: 201, answer: {body: 'thanks'}})
  expect(receiver.received[0]).toMatchObject({
    method: 'POST',
    path: '/in?a=1',
    headers: {'content-type': 'text/plain', 'accept-encoding': 'identity'},
    body: Buffer.from('é\u0000'),
  })
})

test('the first 8 KiB of a response are kept, and no character is split', async () => {
  const body = `a${'é'.repeat(20_000)}`
  await using receiver = await Receiver.start({answer: () => ({body})})
  await using sender = new Sender({policy: LOOPBACK})

  const outcome = await sender.send(post(receiver.url), NEVER)

  expect(outcome).toMatchObject({answer: {body: `a${'é'.repeat(4095)}`}})
  expect(outcome).not.toHaveProperty('answer.bodyError')
})

test('connections are reused', async () => {
  await using receiver = await Receiver.start()
  await using proxy = await startChaosProxy(receiver.url)
  await using sender = new Sender({policy: LOOPBACK})

  for (let n = 0; n < 10; n++) await sender.send(post(proxy.url), NEVER)

  expect(receiver.received).toHaveLength(10)
  expect(proxy.connections).toBeLessThanOrEqual(2)
})

test('a cancelled attempt ends at once, even before it starts', async () => {
  await using receiver = await Receiver.start({answer: () => 'hang'})
  await using sender = new Sender({policy: LOOPBACK})
  const stop = new AbortController()
  const sending = sender.send(post(receiver.url), stop.signal)
  await receiver.waitForFirst(1)

  stop.abort()

  expect(await sending).toMatchObject({kind: 'failed', reason: 'timeout'})
  expect(await sender.send(post(receiver.url), stop.signal)).toMatchObject({kind: 'failed'})
  expect(receiver.received).toHaveLength(1)
})

test('an attempt cancelled before it has a connection is not sent, and others are', async () => {
  const answer = Promise.withResolvers<{status: number}>()
  await using receiver = await Receiver.start({answer: () => answer.promise})
  await using sender = new Sender({policy: LOOPBACK, connections: 1})
  const stop = new AbortController()
  const first = sender.send(post(receiver.url, 'first'), NEVER)
  await receiver.waitForFirst(1)
  const waiting = sender.send(post(receiver.url, 'waiting'), stop.signal)
  const last = sender.send(post(receiver.url, 'last'), NEVER)

  stop.abort()
  answer.resolve({status: 200})

  expect(await waiting).toMatchObject({kind: 'failed', reason: 'timeout'})
  expect(await Promise.all([first, last])).toMatchObject([{code: 200}, {code: 200}])
  expect(receiver.received.map(({body}) => String(body))).toEqual(['first', 'last'])
})

test('an attempt with an invalid URL or header fails as unreachable', async () => {
  await using sender = new Sender({policy: LOOPBACK})

  const noUrl = await sender.send(post('nonsense'), NEVER)
  const noHeader = await sender.send(
    {url: 'http://127.0.0.1/', headers: {'x-a': 'b\r\nc: d'}, body: ''},
    NEVER,
  )

  expect(noUrl).toMatchObject({kind: 'failed', reason: 'unreachable'})
  expect(noHeader).toMatchObject({kind: 'failed', reason: 'unreachable'})
})

test('an attempt fails as refused if nothing listens', async () => {
  const receiver = await Receiver.start()
  const {url} = receiver
  await receiver.close()
  await using sender = new Sender({policy: LOOPBACK})

  const outcome = await sender.send(post(url), NEVER)

  expect(outcome).toMatchObject({kind: 'failed', reason: 'refused'})
})

test('an attempt fails as reset if the connection breaks before the response', async () => {
  await using receiver = await Receiver.start({answer: () => 'drop'})
  await using sender = new Sender({policy: LOOPBACK})

  const outcome = await sender.send(post(receiver.url), NEVER)

  expect(outcome).toMatchObject({kind: 'failed', reason: 'reset'})
})

test('an attempt fails as reset if the network resets the connection after the response', async () => {
  await using receiver = await Receiver.start()
  await using proxy = await startChaosProxy(receiver.url)
  await using sender = new Sender({policy: LOOPBACK})
  proxy.fault = {kind: 'reset', afterBytes: 1}

  const outcome = await sender.send(post(proxy.url), NEVER)

  expect(outcome).toMatchObject({kind: 'failed', reason: 'reset'})
  expect(receiver.received).toHaveLength(1)
})

test('an attempt whose response is lost in the network times out at the limit for headers', async () => {
  await using receiver = await Receiver.start()
  await using proxy = await startChaosProxy(receiver.url)
  await using sender = new Sender({policy: LOOPBACK, limits: SHORT})
  proxy.fault = {kind: 'half-open'}

  const outcome = await sender.send(post(proxy.url), NEVER)

  expect(outcome).toMatchObject({kind: 'failed', reason: 'timeout'})
  expect(outcome.durationMs).toBeGreaterThanOrEqual(99)
  expect(outcome.durationMs).toBeLessThan(SEND_LIMITS.headersMs / 2)
})

test('an attempt over a slow network succeeds, with the delay in its duration', async () => {
  await using receiver = await Receiver.start()
  await using proxy = await startChaosProxy(receiver.url)
  await using sender = new Sender({policy: LOOPBACK})
  proxy.fault = {kind: 'latency', ms: 20}

  const outcome = await sender.send(post(proxy.url), NEVER)

  expect(outcome).toMatchObject({kind: 'answered', code: 200})
  expect(outcome.durationMs).toBeGreaterThanOrEqual(39)
})

test('a response that breaks off after its status counts, and the error is recorded', async () => {
  await using receiver = await Receiver.start({
    answer: () => ({status: 202, body: 'x'.repeat(5000)}),
  })
  await using proxy = await startChaosProxy(receiver.url)
  await using sender = new Sender({policy: LOOPBACK})
  proxy.fault = {kind: 'truncate', afterBytes: 1000}

  const outcome = await sender.send(post(proxy.url), NEVER)

  expect(outcome).toMatchObject({kind: 'answered', code: 202, answer: {bodyError: 'reset'}})
})
