import {Receiver} from '../../src/receiver/receiver.ts'
import {openStore} from '../../src/store/index.ts'
import {standingClock} from './apivideo.ts'
import {newDispatcher} from './dispatching.ts'
import {accept, subscribe} from './stores.ts'

export type Herd = {
  /** The largest number of concurrent requests to the receiver. */
  readonly mostAtOnce: number
  /** How long each delivery waits for its next attempt, in milliseconds. */
  readonly waitsMs: readonly number[]
}

export const HERD_DELAY_MS = 60_000
const PER_TRANSACTION = 500
/** The maximum length of a list. */
const PAGE = 500

/** Makes `count` deliveries to one receiver due at the same time, and lets each attempt fail. */
export async function stampede(count: number, webhookConcurrency: number): Promise<Herd> {
  const clock = standingClock(Date.now())
  await using store = await openStore('memory:', clock)
  let open = 0
  let mostAtOnce = 0
  await using receiver = await Receiver.start({
    async answer() {
      mostAtOnce = Math.max(mostAtOnce, ++open)
      await new Promise(setImmediate)
      open--
      return {status: 500}
    },
  })
  await subscribe(store, {url: receiver.url})
  for (let left = count; left > 0; left -= PER_TRANSACTION) {
    const length = Math.min(left, PER_TRANSACTION)
    await Promise.all(Array.from({length}, () => accept(store)))
  }
  const dispatcher = newDispatcher(store, {
    clock,
    webhookConcurrency,
    random: Math.random,
    chooseRetryPolicy: () => ({delaysMs: [HERD_DELAY_MS], jitter: 0.2, honoursRetryAfter: true}),
  })
  await using stack = new AsyncDisposableStack()
  stack.defer(() => dispatcher.stop(0))
  dispatcher.start()
  await dispatcher.waitUntilQuiet()
  const waitsMs: number[] = []
  for (let before: number | undefined = Infinity; before !== undefined;) {
    const page = await store.deliveries.list({limit: PAGE, before})
    waitsMs.push(...page.map(({dueAt}) => (dueAt?.getTime() ?? Number.NaN) - clock.now()))
    before = page.at(-1)?.seq
  }
  return {mostAtOnce, waitsMs}
}
