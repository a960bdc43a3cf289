import {expect, test} from 'vitest'
import {standingClock} from '../support/apivideo.ts'
import {startChaosProxy} from '../support/chaos-proxy.ts'
import {dispatching, newDispatcher} from '../support/dispatching.ts'

test('a delivery whose response was lost is sent again: same id and bytes, new signature', async () => {
  const retryPolicy = {delaysMs: [5000], jitter: 0, honoursRetryAfter: false}
  const clock = standingClock(Date.now())
  await using hooks = await dispatching({clock, retryPolicy, changes: {signingClock: clock}})
  await using proxy = await startChaosProxy(hooks.receiver.url)
  await hooks.store.webhooks.update(hooks.webhookId, {url: proxy.url})
  proxy.fault = {kind: 'reset', afterBytes: 1}
  const id = await hooks.deliver()
  await hooks.recorded(1)
  expect(await hooks.store.deliveries.get(id)).toMatchObject({state: 'pending', reason: 'reset'})

  proxy.fault = {kind: 'none'}
  clock.advance(5000)
  hooks.store.workArrived.notify()
  await hooks.recorded(2)

  expect(await hooks.store.deliveries.get(id)).toMatchObject({state: 'delivered', attemptCount: 2})
  const [first, second] = hooks.receiver.received
  if (first === undefined || second === undefined) throw new Error('not two requests')
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
  expect(second.body).toEqual(first.body)
  expect(Number(second.headers['webhook-timestamp'])).toBeGreaterThan(
    Number(first.headers['webhook-timestamp']),
  )
  expect(second.headers['webhook-signature']).not.toBe(first.headers['webhook-signature'])
})

/**
 * Two dispatchers on one store represent two workers, one of which is stopped (SIGSTOP, a suspended
 * machine) until its lease is over. Only one process can open a SQLite store, so that here both run
 * in one; the claims that keep them apart are the same.
 */
test('a worker that sleeps through its lease does not change what another did meanwhile', async () => {
  const clock = standingClock(Date.now())
  const asleep = Promise.withResolvers<void>()
  let requests = 0
  const answer = async () => {
    if (++requests > 1) return {status: 202}
    await asleep.promise
    return {status: 500}
  }
  const retryPolicy = {delaysMs: [5000], jitter: 0, honoursRetryAfter: false}
  await using hooks = await dispatching({clock, retryPolicy, answer})
  const id = await hooks.deliver()
  await hooks.receiver.waitForFirst(1)
  await using stack = new AsyncDisposableStack()
  const other = newDispatcher(hooks.store, {clock, chooseRetryPolicy: () => retryPolicy})
  stack.defer(() => other.stop(0))

  clock.advance(30_000)
  other.start()
  await hooks.recorded(1)
  const ending = await hooks.store.deliveries.get(id)
  expect(ending).toMatchObject({state: 'delivered', code: 202, attempts: [{n: 2}]})
  const written = hooks.store.recorded.count
  asleep.resolve()
  await hooks.store.recorded.wait(written, 10_000)

  expect(hooks.attempts).toMatchObject([{outcome: {code: 500}}])
  expect(await hooks.store.deliveries.get(id)).toEqual(ending)
  expect(await hooks.store.queue.nextDueAt()).toBeUndefined()
})
