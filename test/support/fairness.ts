import {copyFile} from 'node:fs/promises'
import path from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {SEND_LIMITS} from '../../src/sending/send.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {openStore, type Store} from '../../src/store/index.ts'
import {newDispatcher} from './dispatching.ts'
import {temporaryFolder} from './run.ts'
import {accept, subscribe} from './stores.ts'

export type Fairness = {
  /** Number of events that wait for the hanging receiver. */
  readonly backlog: number
  /** Number of healthy receivers. */
  readonly healthy: number
  /** How long an attempt to the hanging receiver takes, in milliseconds. */
  readonly hangMs: number
  /** Number of events for the healthy receivers in one round. */
  readonly events: number
  /** How many of these events are published per second. */
  readonly perSecond: number
  /** Maximum number of rounds. The measurement stops earlier once the waits are within `bound`. */
  readonly rounds: number
  /** How many times longer the healthy receivers may wait beside the hanging one. */
  readonly bound: number
}

/** 99th percentile of the milliseconds from an event's planned time until it was received. */
export type Percentiles = {readonly alone: number; readonly beside: number}

const ACCEPT_AT_ONCE = 500
const FEWEST_ROUNDS = 2

/**
 * Measures how long healthy receivers wait for their events, alone and beside a hanging receiver
 * with a backlog. The two alternate, each round on a fresh copy of the same stores. Other work of
 * the machine can only prolong a wait, so the best round of each counts.
 */
export async function measureFairness(plan: Fairness): Promise<Percentiles> {
  await using stack = new AsyncDisposableStack()
  const {path: folder} = stack.use(await temporaryFolder())
  const hanging = stack.use(await Receiver.start({answer: () => 'hang'}))
  const arrivals = new Map<string, number>()
  const receivers: Receiver[] = []
  for (let n = 0; n < plan.healthy; n++) {
    const answer = ({body}: {body: Buffer}) => {
      arrivals.set(body.toString(), performance.now())
      return {}
    }
    receivers.push(stack.use(await Receiver.start({answer})))
  }
  const urls = receivers.map(({url}) => url)
  await prepare(path.join(folder, 'alone.db'), urls)
  await prepare(path.join(folder, 'beside.db'), urls, {url: hanging.url, backlog: plan.backlog})
  const taken: Record<keyof Percentiles, number[]> = {alone: [], beside: []}
  const best = () => ({alone: Math.min(...taken.alone), beside: Math.min(...taken.beside)})
  for (let round = 0; round < plan.rounds; round++) {
    if (round >= FEWEST_ROUNDS && best().beside <= plan.bound * best().alone) break
    for (const name of ['alone', 'beside'] as const) {
      const location = path.join(folder, `${name}-${round}.db`)
      await copyFile(path.join(folder, `${name}.db`), location)
      taken[name].push(percentile99(await runRound(location, plan, arrivals)))
    }
  }
  return best()
}

type Hanging = {readonly url: string; readonly backlog: number}

/** Writes a store with a webhook for each receiver, each in its own scope. */
async function prepare(location: string, urls: readonly string[], bad?: Hanging): Promise<void> {
  await using store = await openStore(location)
  if (bad !== undefined) await subscribe(store, {url: bad.url, scope: 'bad'})
  for (let left = bad?.backlog ?? 0; left > 0; left -= ACCEPT_AT_ONCE) {
    const length = Math.min(left, ACCEPT_AT_ONCE)
    await Promise.all(Array.from({length}, () => accept(store, {scope: 'bad'})))
  }
  for (const [n, url] of urls.entries()) await subscribe(store, {url, scope: `good ${n}`})
}

/** Publishes events at fixed times, and returns how long each one waited. */
async function runRound(
  location: string,
  plan: Fairness,
  arrivals: Map<string, number>,
): Promise<number[]> {
  await using store = await openStore(location)
  const limits = {...SEND_LIMITS, headersMs: plan.hangMs, totalMs: plan.hangMs}
  const dispatcher = newDispatcher(store, {
    limits,
    chooseRetryPolicy: () => ({delaysMs: [5000, 300_000], jitter: 0.2, honoursRetryAfter: true}),
  })
  await using stack = new AsyncDisposableStack()
  stack.defer(() => dispatcher.stop(0))
  dispatcher.start()
  const event = (n: number) => publish(store, `good ${n % plan.healthy}`)
  const arrived = async (bodies: readonly string[]) => {
    while (bodies.some((body) => !arrivals.has(body))) {
      await store.recorded.wait(store.recorded.count, 100)
    }
  }
  // The first event of each receiver includes the time to connect, so it is not counted.
  await arrived(await Promise.all(Array.from({length: plan.healthy}, (_, n) => event(n))))
  const accepting: Promise<string>[] = []
  const startedAt = performance.now()
  const timeOf = (n: number) => startedAt + (n * 1000) / plan.perSecond
  for (let n = 0; n < plan.events; n++) {
    await sleep(Math.max(0, timeOf(n) - performance.now()))
    accepting.push(event(n))
  }
  const bodies = await Promise.all(accepting)
  await arrived(bodies)
  return bodies.map((body, n) => (arrivals.get(body) ?? Infinity) - timeOf(n))
}

/** Accepts an event with a unique body, and returns the body. */
async function publish(store: Store, scope: string): Promise<string> {
  const body = crypto.randomUUID()
  await accept(store, {scope, render: () => ({body, contentType: 'text/plain'})})
  return body
}

function percentile99(waits: readonly number[]): number {
  const sorted = waits.toSorted((a, b) => a - b)
  return sorted[Math.ceil(0.99 * sorted.length) - 1] ?? Number.NaN
}
