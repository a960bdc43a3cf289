import {expect, test} from 'vitest'
import type {Webhook} from '../../src/core/webhook.ts'
import type {DispatcherOptions} from '../../src/dispatcher/options.ts'
import {standingClock} from '../support/apivideo.ts'
import {dispatching, newDispatcher, NO_RETRIES} from '../support/dispatching.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {accept, claimOne, deliver, STORES, subscribe} from '../support/stores.ts'

const POLICY = {delaysMs: [3000], jitter: 0, honoursRetryAfter: false}
const STANDARD_FIRST_MS = 5000

/** Wraps a function so that it throws for webhooks of the provider `broken`. */
function breakFor<T>(what: (webhook: Webhook) => T): (webhook: Webhook) => T {
  return (webhook) => {
    if (webhook.provider === 'broken') throw new Error('no such provider')
    return what(webhook)
  }
}

const FAULTS: [string, Partial<DispatcherOptions>, number][] = [
  ['its proof', {prove: breakFor(() => ({}))}, POLICY.delaysMs[0] ?? 0],
  ['its URL', {buildTargetUrl: breakFor(({url}) => url)}, POLICY.delaysMs[0] ?? 0],
  [
    'its secrets',
    {listSecrets: breakFor(() => ({texts: [], headers: []}))},
    POLICY.delaysMs[0] ?? 0,
  ],
  ['its schedule', {chooseRetryPolicy: breakFor(() => POLICY)}, STANDARD_FIRST_MS],
]

test.each(FAULTS)(
  'if a provider throws for %s, a delivery is retried by its schedule and blocks nobody',
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

test('a delivery that can never be sent fails, and does not count against its receiver', async () => {
  const clock = standingClock(Date.now())
  const changes = {prove: breakFor(() => ({}))}
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

test('no outcome is lost if the callback for attempts fails', async () => {
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
  'a delivery with two attempts that crashes the server %i times and is %s ends correctly',
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
    // The crash does not count against the receiver.
    const webhook = await hooks.store.webhooks.get('apivideo', hooks.webhookId)
    expect(webhook.state).toBe('enabled')
    expect(webhook).not.toHaveProperty('failingSince')
  },
)

const SPOILT = 'v1:AAAAAAAAAAAAAAAA:AAAA'

for (const [engine, open] of Object.entries(STORES)) {
  /** Runs `spoil` on the data of a delivery of `broken`, then sends it and one of another provider. */
  async function sendAfterCorruption(spoil: string) {
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

  test(`${engine}: a body that cannot be decrypted fails its own delivery, and blocks nobody`, async () => {
    await using hooks = await sendAfterCorruption(
      `update bodies set body = '${SPOILT}' where sealed = 1`,
    )

    expect(hooks.receiver.received).toHaveLength(1)
    const [, failed] = await hooks.store.deliveries.list({limit: 2})
    expect(failed).toMatchObject({state: 'failed', reason: 'unsendable', attemptCount: 1})
    expect(await hooks.store.queue.nextDueAt()).toBeUndefined()
  })

  test(`${engine}: a webhook that cannot be decrypted is disabled, keeps its deliveries, and blocks nobody`, async () => {
    await using hooks = await sendAfterCorruption(
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
