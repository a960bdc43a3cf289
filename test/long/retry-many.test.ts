import {expect, test} from 'vitest'
import type {ControlClient} from '../../src/control/client.ts'
import {type Bench, durableBench, type Served} from '../support/durable-serve.ts'

const COUNT = 10_000
const WRITERS = 64
/** Maximum number of attempts to one webhook that may be running when the server is killed. */
const MOST_UNDER_WAY = 64
const TYPE = 'video.source.recorded'

test('repeating an interrupted retry of ten thousand with its key sends none twice', async () => {
  await using bench = await durableBench()
  const range = await prepare(bench)
  const {received} = bench.receiver
  const idsSent = () => new Set(received.map(({headers}) => headers['webhook-id']))
  let afterLeaving = 0
  {
    await using served = await bench.serve()
    // First the client disconnects.
    const leaving = new AbortController()
    const left = change(served, 'retry', range, leaving.signal).catch(() => undefined)
    await bench.receiver.waitForFirst(1)
    leaving.abort()
    expect(await left).toBeUndefined()
    await waitUntilNothingPending(served.control)
    afterLeaving = received.length
    expect(idsSent().size).toBe(afterLeaving)

    // Then the server is killed.
    const killed = change(served, 'retry', range).catch(() => undefined)
    await bench.receiver.waitForFirst(afterLeaving + 1)
    await served.program.kill('SIGKILL')
    expect(await killed).toBeUndefined()
  }
  const afterKill = received.length
  await using served = await bench.serve()

  const done = await change(served, 'retry', range)
  const again = await change(served, 'retry', range)
  await waitUntilNothingPending(served.control)

  expect([afterLeaving, afterKill].every((count) => count < COUNT)).toBe(true)
  expect(done).toMatchObject({status: 200, json: {matched: COUNT, changed: COUNT, done: true}})
  expect(again.json).toEqual(done.json)
  expect(idsSent().size).toBe(COUNT)
  expect(received.length - COUNT).toBeLessThanOrEqual(MOST_UNDER_WAY)
  const other = await change(served, 'retry', {...range, event: TYPE})
  expect(other).toMatchObject({status: 409, json: {error: {code: 'conflict'}}})
  await waitUntilNothingPending(served.control)
  expect(idsSent().size).toBe(COUNT)
})

type Range = {readonly since: string; readonly until: string; readonly event?: string}

/** Creates deliveries, cancels them unsent, and returns the time range of their creation. */
async function prepare(bench: Bench): Promise<Range> {
  await using served = await bench.serve()
  const {webhooks, events} = served.control
  const since = new Date().toISOString()
  const webhookId = await bench.subscribe(served.control, 'in')
  await webhooks.update(webhookId, {state: 'paused'})
  let left = COUNT
  const write = async () => {
    while (left-- > 0) {
      await events.create({provider: 'apivideo', type: TYPE, payload: {type: TYPE}, force: true})
    }
  }
  await Promise.all(Array.from({length: WRITERS}, write))
  const cancelled = await change(served, 'cancel', {webhookId})
  expect(cancelled.json).toMatchObject({changed: COUNT, done: true})
  await webhooks.update(webhookId, {state: 'enabled'})
  expect(await served.program.kill('SIGTERM')).toBe(0)
  return {since, until: new Date(Date.now() + 1).toISOString()}
}

async function change(
  {url, key}: Served,
  action: 'retry' | 'cancel',
  body: object,
  signal: AbortSignal = new AbortController().signal,
) {
  const response = await fetch(`${url}/_hooks/v1/deliveries/${action}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': action,
    },
    body: JSON.stringify(body),
    signal,
  })
  return {status: response.status, json: await response.json()}
}

/** Waits until no delivery is pending, event by event. */
async function waitUntilNothingPending({deliveries, events}: ControlClient): Promise<void> {
  for (;;) {
    const [pending] = (await deliveries.list({state: 'pending', limit: 1})).deliveries
    if (pending === undefined) return
    await events.get(pending.eventId, {wait: 'done', timeoutMs: 20_000})
  }
}
