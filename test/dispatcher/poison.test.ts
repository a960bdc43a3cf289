import {expect, test} from 'vitest'
import type {Webhook} from '../../src/core/webhook.ts'
import type {DispatcherOptions} from '../../src/dispatcher/options.ts'
import {standingClock} from '../support/apivideo.ts'
import {dispatching, newDispatcher, NO_RETRIES} from '../support/dispatching.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {accept, claimOne, deliver, STORES, subscribe} from '../support/stores.ts'

const POLICY = {delaysMs: [3000], jitter: 0, honoursRetryAfter: false}
const STANDARD_FIRST_MS = 5000

/** Does what it should, but not for the webhook of the provider `broken`. */
function broken<T>(what: (webhook: Webhook) => T): (webhook: Webhook) => T {
  return (webhook) => {
    if (webhook.provider === 'broken') throw new Error('no such provider')
    return what(webhook)
  }
}

const FAULTS: [string, Partial<DispatcherOptions>, number][] = [
  ['its proof', {prove: broken(() => ({}))}, POLICY.delaysMs[0] ?? 0],
  ['its URL', {buildTargetUrl: broken(({url}) => url)}, POLICY.delaysMs[0] ?? 0],
  ['its secrets', {listSecrets: broken(() => ({texts: [], headers: []}))}, POLICY.delaysMs[0] ?? 0],
  ['its schedule', {chooseRetryPolicy: broken(() => POLICY)}, STANDARD_FIRST_MS],
]

test.each(FAULTS)(
  'a delivery that a provider cannot make for want of %s fails by its schedule, and blocks nobody',
  async (_, fault, firstDelayMs) => {
    const clock = standingClock(Date.now())
    await using hooks = await dispatching({clock, retryPolicy: POLICY, changes: fault})
    await subscribe(hooks.store, {provider: 'broken', url: `${hooks.receiver.url}/broken`})
    const bad = await deliver(hooks.store, {provider: 'broken'})
    const good = await hooks.deliver()

    await hooks.recorded(2)

    expect(await hooks.store.deliveries.get(good)).toMatchObject({state: 'delivered'})
    expect(await hooks.store.deliveries.get(bad)).toMatchObject({
      state: 'pending',
      reason: 'unsendable',
      dueAt: new Date(clock.now() + firstDelayMs),
      attempts: [{n: 1, reason: 'unsendable'}],
    })
    expect(hooks.receiver.received).toHaveLength(1)
    expect(hooks.errors).toMatchObject([{message: 'no such provider'}])
  },
)

test('a delivery that can never be made ends as failed, and its receiver is not blamed', async () => {
  const clock = standingClock(Date.now())
  const changes = {prove: broken(() => ({}))}
  await using hooks = await dispatching({clock, retryPolicy: POLICY, changes})
  const {id} = await subscribe(hooks.store, {provider: 'broken'})
  const bad = await deliver(hooks.store, {provider: 'broken'})

  await hooks.recorded(1)
  clock.advance(3000)
  hooks.store.workArrived.notify()
  await hooks.recorded(2)

  expect(await hooks.store.deliveries.get(bad)).toMatchObject({state: 'failed', attemptCount: 2})
  expect(await hooks.store.queue.nextDueAt()).toBeUndefined()
  expect(await hooks.store.webhooks.get('broken', id)).not.toHaveProperty('failingSince')
})

test('a failing callback for attempts loses no outcome', async () => {
  const onAttempt = () => {
    throw new Error('no metrics')
  }
  await using hooks = await dispatching({changes: {onAttempt}})
  const id = await hooks.deliver()

  await hooks.recorded(1)

  expect(await hooks.store.deliveries.get(id)).toMatchObject({state: 'delivered', attemptCount: 1})
  expect(hooks.errors).toMatchObject([{message: 'no metrics'}])
})

test.each([
  [21, 'left alone', {state: 'delivered', attemptCount: 22}, 1],
  [22, 'left alone', {state: 'failed', reason: 'interrupted', attemptCount: 23}, 0],
  [22, 'retried by hand', {state: 'delivered', attemptCount: 23}, 1],
])(
  'a delivery of two attempts that brings the server down %i times and is %s ends as it should',
  async (crashes, then, ending, requests) => {
    const clock = standingClock(Date.now())
    await using hooks = await dispatching({clock, retryPolicy: POLICY})
    await hooks.store.webhooks.update(hooks.webhookId, {state: 'paused'})
    const id = await hooks.deliver()
    await hooks.dispatcher.stop(0)
    await hooks.store.webhooks.update(hooks.webhookId, {state: 'enabled'})
    for (let crash = 0; crash < crashes; crash++) {
      await claimOne(hooks.store, 1000)
      clock.advance(1000)
    }
    if (then === 'retried by hand') await hooks.store.deliveries.retry(id)
    await using stack = new AsyncDisposableStack()
    const next = newDispatcher(hooks.store, {clock, chooseRetryPolicy: () => POLICY})
    stack.defer(() => next.stop(0))

    next.start()
    await hooks.recorded(1)

    expect(await hooks.store.deliveries.get(id)).toMatchObject(ending)
    expect(hooks.receiver.received).toHaveLength(requests)
    // The receiver is not to blame for what brought the server down.
    const webhook = await hooks.store.webhooks.get('apivideo', hooks.webhookId)
    expect(webhook.state).toBe('enabled')
    expect(webhook).not.toHaveProperty('failingSince')
  },
)

const SPOILT = 'v1:AAAAAAAAAAAAAAAA:AAAA'

for (const [engine, open] of Object.entries(STORES)) {
  /** A delivery of the provider `broken` that was spoilt, and then another's, with all sent. */
  async function afterSpoiling(spoil: string) {
    await using stack = new AsyncDisposableStack()
    const receiver = stack.use(await Receiver.start())
    const store = stack.use(await open())
    const {id: webhookId} = await subscribe(store, {provider: 'broken', url: receiver.url})
    await subscribe(store, {url: receiver.url})
    const render = () => ({body: '{}', contentType: 'text/plain', holdsSecret: true})
    const bad = await deliver(store, {provider: 'broken', render})
    await accept(store)
    await store.close()
    await store.tamper(spoil)
    const reopened = stack.use(await store.reopen())
    const dispatcher = newDispatcher(reopened, {chooseRetryPolicy: () => NO_RETRIES})
    stack.defer(() => dispatcher.stop(0))
    dispatcher.start()
    await dispatcher.waitUntilQuiet()
    const owned = stack.move()
    const ownDelivery = () => reopened.deliveries.get(bad)
    return {
      store: reopened,
      receiver,
      webhookId,
      ownDelivery,
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    }
  }

  test(`${engine}: a body that its key does not open fails its own delivery, and blocks nobody`, async () => {
    await using hooks = await afterSpoiling(`update bodies set body = '${SPOILT}' where sealed = 1`)

    expect(hooks.receiver.received).toHaveLength(1)
    const [, failed] = await hooks.store.deliveries.list({limit: 2})
    expect(failed).toMatchObject({state: 'failed', reason: 'unsendable', attemptCount: 1})
    expect(await hooks.store.queue.nextDueAt()).toBeUndefined()
  })

  test(`${engine}: a webhook that its key does not open reads as disabled, keeps what it has, and blocks nobody`, async () => {
    await using hooks = await afterSpoiling(
      `update webhooks set secret = '${SPOILT}' where provider = 'broken'`,
    )
    const {store, webhookId} = hooks

    expect(hooks.receiver.received).toHaveLength(1)
    expect(await hooks.ownDelivery()).toMatchObject({state: 'pending', attemptCount: 0})
    expect(await store.queue.nextDueAt()).toBeUndefined()
    const [unreadable] = await store.webhooks.list({provider: 'broken'})
    expect(unreadable).toMatchObject({state: 'disabled', disabledReason: 'unreadable'})
    expect(unreadable).not.toHaveProperty('secret')
    expect(await accept(store, {provider: 'broken'})).toMatchObject({deliveries: []})
    const refusal = {code: 'conflict', hint: expect.stringContaining(`hooks delete ${webhookId}`)}
    await expect(store.webhooks.update(webhookId, {state: 'enabled'})).rejects.toMatchObject(
      refusal,
    )
    await expect(store.webhooks.rotate(webhookId, 'sig_sec_new')).rejects.toMatchObject(refusal)

    await store.webhooks.delete('broken', webhookId)

    expect(await hooks.ownDelivery()).toMatchObject({state: 'cancelled'})
  })
}
