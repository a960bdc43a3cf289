import {type Clock, systemClock} from '../../src/core/clock.ts'
import type {RetryPolicy} from '../../src/core/delivery.ts'
import {Dispatcher} from '../../src/dispatcher/dispatcher.ts'
import type {DispatcherOptions, EndedAttempt} from '../../src/dispatcher/options.ts'
import {openStore, type Store} from '../../src/store/index.ts'
import {Receiver, type ReceiverOptions} from '../../src/receiver/receiver.ts'
import {deliver, subscribe} from './stores.ts'

export type Dispatching = AsyncDisposable & {
  readonly store: Store
  readonly dispatcher: Dispatcher
  readonly receiver: Receiver
  /** The attempts that the dispatcher reported. */
  readonly attempts: readonly EndedAttempt[]
  /** The failures of the store that the dispatcher reported. */
  readonly errors: readonly unknown[]
  readonly webhookId: string
  /** Accepts an event for the receiver, and returns the id of the delivery. */
  deliver(): Promise<string>
  /** Resolves once the outcomes of this many attempts are recorded. */
  recorded(count: number): Promise<void>
}

export type DispatchingOptions = {
  readonly clock?: Clock
  readonly answer?: ReceiverOptions['answer']
  readonly retryPolicy?: RetryPolicy
  readonly store?: Store
  readonly changes?: Partial<DispatcherOptions>
}

export const NO_RETRIES: RetryPolicy = {delaysMs: [], jitter: 0, honoursRetryAfter: false}

/** Longer than any test: whatever sleeps this long has missed its wake-up call. */
const LONG_MS = 60_000

/** Starts a dispatcher on a store that contains one webhook, and a receiver for that webhook. */
export async function dispatching(options: DispatchingOptions = {}): Promise<Dispatching> {
  const {clock = systemClock, answer, retryPolicy = NO_RETRIES} = options
  await using stack = new AsyncDisposableStack()
  const receiver = stack.use(await Receiver.start(answer === undefined ? {} : {answer}))
  const store = options.store ?? stack.use(await openStore('memory:', clock))
  const {id: webhookId} = await subscribe(store, {url: `${receiver.url}/in?x=1`})
  const attempts: EndedAttempt[] = []
  const errors: unknown[] = []
  const dispatcher = newDispatcher(store, {
    clock,
    chooseRetryPolicy: () => retryPolicy,
    onAttempt: (attempt) => void attempts.push(attempt),
    onError: (error) => void errors.push(error),
    ...options.changes,
  })
  stack.defer(() => dispatcher.stop(0))
  dispatcher.start()
  const owned = stack.move()
  return {
    store,
    dispatcher,
    receiver,
    attempts,
    errors,
    webhookId,
    deliver: () => deliver(store),
    recorded: (count) => attemptsWritten(store, count),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** A dispatcher that sends only to this machine, and sleeps until it is woken. */
export function newDispatcher(store: Store, changes: Partial<DispatcherOptions>): Dispatcher {
  return new Dispatcher({
    store,
    clock: systemClock,
    random: () => 0.5,
    prove: (webhook) => ({'x-proof': webhook.id, 'webhook-id': 'not the vendor’s to set'}),
    buildTargetUrl: ({url}) => url,
    chooseRetryPolicy: () => NO_RETRIES,
    onError: () => {},
    userAgent: 'hooks/test',
    targets: {loopback: true, allow: []},
    idleMs: LONG_MS,
    ...changes,
  })
}

async function attemptsWritten(store: Store, count: number): Promise<void> {
  for (;;) {
    const seen = store.recorded.count
    const deliveries = await store.deliveries.list({limit: 500})
    const details = await Promise.all(deliveries.map(({id}) => store.deliveries.get(id)))
    if (details.flatMap(({attempts}) => attempts).length >= count) return
    await store.recorded.wait(seen, LONG_MS)
  }
}
