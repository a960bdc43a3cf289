import {expect, test} from 'vitest'
import {standingClock} from '../support/apivideo.ts'
import {dispatching} from '../support/dispatching.ts'
import {signatureBy} from '../support/signature.ts'

test('a delivery arrives with the exact body, the vendor’s proof and the standard headers', async () => {
  await using hooks = await dispatching()
  const id = await hooks.deliver()

  const [received] = await hooks.receiver.waitForFirst(1)

  const {eventId, body} = await hooks.store.deliveries.get(id)
  expect(received).toMatchObject({method: 'POST', path: '/in?x=1'})
  expect(received?.body.toString()).toBe(body)
  expect(received?.headers).toMatchObject({
    'content-type': 'text/plain',
    'content-length': String(body.length),
    'user-agent': 'hooks/test',
    'x-proof': hooks.webhookId,
    'webhook-id': eventId,
    'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
    'webhook-signature': expect.stringMatching(/^v1,[0-9A-Za-z+/]{43}=$/),
  })
})

test('the outcome is reported, and recorded with the request and the response', async () => {
  const answer = () => ({status: 201, headers: {'x-answer': 'a'}, body: 'taken'})
  await using hooks = await dispatching({answer})
  const id = await hooks.deliver()

  await hooks.recorded(1)

  const detail = await hooks.store.deliveries.get(id)
  expect(detail).toMatchObject({
    state: 'delivered',
    code: 201,
    attemptCount: 1,
    attempts: [{n: 1, code: 201, answer: {headers: {'x-answer': 'a'}, body: 'taken'}}],
  })
  expect(detail.attempts[0]?.headers).toMatchObject({'webhook-id': detail.eventId})
  expect(hooks.attempts).toMatchObject([{delivery: {id}, next: 'delivered', outcome: {code: 201}}])
})

test('retries follow the policy, with the same id and bytes, until the last one fails', async () => {
  const clock = standingClock(Date.now())
  const retryPolicy = {delaysMs: [3000, 7000], jitter: 0.5, honoursRetryAfter: false}
  const changes = {random: () => 1}
  await using hooks = await dispatching({
    clock,
    retryPolicy,
    changes,
    answer: () => ({status: 500}),
  })
  const id = await hooks.deliver()
  const dueIn = async () => {
    const {dueAt} = await hooks.store.deliveries.get(id)
    return dueAt === undefined ? undefined : dueAt.getTime() - clock.now()
  }
  const wakeIn = (ms: number) => {
    clock.advance(ms)
    hooks.store.workArrived.notify()
  }

  await hooks.recorded(1)
  expect(await dueIn()).toBe(4500)
  wakeIn(4500)
  await hooks.recorded(2)
  expect(await dueIn()).toBe(10_500)
  wakeIn(10_500)
  await hooks.recorded(3)

  expect(await dueIn()).toBeUndefined()
  expect(await hooks.store.deliveries.get(id)).toMatchObject({state: 'failed', attemptCount: 3})
  const received = hooks.receiver.received
  expect(new Set(received.map(({headers}) => headers['webhook-id'])).size).toBe(1)
  expect(new Set(received.map(({body}) => body.toString())).size).toBe(1)
})

test('a manual retry restarts the schedule', async () => {
  const clock = standingClock(Date.now())
  const retryPolicy = {delaysMs: [3000], jitter: 0, honoursRetryAfter: false}
  await using hooks = await dispatching({clock, retryPolicy, answer: () => ({status: 500})})
  const id = await hooks.deliver()
  await hooks.recorded(1)
  clock.advance(3000)
  hooks.store.workArrived.notify()
  await hooks.recorded(2)

  await hooks.store.deliveries.retry(id)
  await hooks.recorded(3)

  expect(await hooks.store.deliveries.get(id)).toMatchObject({
    state: 'pending',
    attemptCount: 3,
    dueAt: new Date(clock.now() + 3000),
  })
})

test('after a rotation, both secrets sign for a day', async () => {
  const clock = standingClock(Date.now())
  await using hooks = await dispatching({clock})
  const old = await hooks.store.webhooks.get('apivideo', hooks.webhookId)
  const {signingSecret} = await hooks.store.webhooks.rotate(hooks.webhookId, undefined)

  await hooks.deliver()
  await hooks.recorded(1)
  clock.advance(24 * 60 * 60 * 1000)
  await hooks.deliver()

  const [first, second] = await hooks.receiver.waitForFirst(2)
  if (first === undefined || second === undefined) throw new Error('not two requests')
  expect(first.headers['webhook-signature']).toBe(
    signatureBy([signingSecret, old.signingSecret], first),
  )
  expect(second.headers['webhook-signature']).toBe(signatureBy([signingSecret], second))
})

test('after eleven rotations in a row, the last two secrets sign', async () => {
  await using hooks = await dispatching()
  const secrets: string[] = []
  for (let n = 0; n < 11; n++) {
    const {signingSecret} = await hooks.store.webhooks.rotate(hooks.webhookId, undefined)
    secrets.push(signingSecret)
  }

  await hooks.deliver()

  const [received] = await hooks.receiver.waitForFirst(1)
  if (received === undefined) throw new Error('nothing was received')
  expect(received.headers['webhook-signature']).toBe(
    signatureBy(secrets.toReversed().slice(0, 2), received),
  )
})

test('deliveries are sent concurrently, up to the limit', async () => {
  let open = 0
  let most = 0
  const full = Promise.withResolvers<void>()
  const answer = async () => {
    open++
    most = Math.max(most, open)
    if (open === 4) full.resolve()
    await full.promise
    open--
    return {}
  }
  await using hooks = await dispatching({answer, changes: {concurrency: 4}})

  await Promise.all(Array.from({length: 30}, () => hooks.deliver()))
  await hooks.recorded(30)

  expect(most).toBe(4)
  expect(await hooks.store.deliveries.list({limit: 50, state: 'delivered'})).toHaveLength(30)
})
