import {fork} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {once} from 'node:events'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import got from 'got'
import {Pool} from 'undici'
import {systemClock} from '../src/core/clock.ts'
import {Dispatcher} from '../src/dispatcher/dispatcher.ts'
import {apivideo} from '../src/providers/apivideo/index.ts'
import {openStore} from '../src/store/index.ts'
import {createAesSealer} from '../src/store/rows/sealer.ts'
import {interleave, type Figure, type Section} from './section.ts'

/** Posts per measurement; enough that the start-up time is negligible. */
const POSTS = 5000
const CONCURRENCY = 64
const DURABLE = 'dispatch, durable, one receiver'
const BODY = JSON.stringify(apivideo.events.types[3]?.sample)

export const dispatch: Section = {
  name: 'dispatch',
  summary: `${POSTS} durable deliveries to one receiver, compared with clients that only post`,

  async run({rounds, progress}): Promise<Figure[]> {
    await using receiver = await startReceiver()
    progress(`dispatch: ${rounds} rounds`)
    const measurements = {
      [DURABLE]: () => runDispatcher(receiver.url),
      'with encrypted bodies': () => runDispatcher(receiver.url, {isSealed: true}),
      'without masking': () => runDispatcher(receiver.url, {isMasked: false}),
      'bare undici pool': () => runUndici(receiver.url),
      'loop with got': () => runGot(receiver.url),
    }
    await interleave(1, measurements)
    const medians = await interleave(rounds, measurements)
    const rate = (name: keyof typeof measurements) => (POSTS / (medians[name] ?? Number.NaN)) * 1000
    const figure = (
      what: keyof typeof measurements,
      yardstick: keyof typeof measurements,
      atLeast: number,
    ): Figure => ({
      what,
      unit: 'posts/s',
      value: rate(what),
      yardstick,
      yardstickValue: rate(yardstick),
      target: {atLeast},
    })
    return [
      figure(DURABLE, 'bare undici pool', 0.65),
      figure(DURABLE, 'loop with got', 4),
      figure('with encrypted bodies', DURABLE, 0.8),
      figure(DURABLE, 'without masking', 0.9),
    ]
  },
}

type DispatcherVariant = {readonly isSealed?: boolean; readonly isMasked?: boolean}

/** Milliseconds from the first claim until the last outcome is on disk. */
async function runDispatcher(
  url: string,
  {isSealed = false, isMasked = true}: DispatcherVariant = {},
): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hooks-bench-'))
  const sealer = createAesSealer(randomBytes(32))
  const store = await openStore(path.join(folder, 'hooks.db'), systemClock, {sealer})
  await store.webhooks.create({provider: 'apivideo', url, events: ['e'], secret: 'sig_sec_bench'})
  const accept = () =>
    store.events.accept({
      provider: 'apivideo',
      type: 'e',
      payload: {},
      render: () => ({body: BODY, contentType: 'application/json', holdsSecret: isSealed}),
    })
  await Promise.all(Array.from({length: POSTS}, accept))

  const done = Promise.withResolvers<void>()
  let left = POSTS
  const dispatcher = new Dispatcher({
    store,
    clock: systemClock,
    random: Math.random,
    prove: (webhook, body) => apivideo.proof.prove({webhook, body, assume: {}}),
    buildTargetUrl: (webhook) => webhook.url,
    chooseRetryPolicy: () => apivideo.sending.retryPolicy,
    userAgent: 'hooks/bench',
    targets: {loopback: true, allow: []},
    concurrency: CONCURRENCY,
    ...(isMasked ? {} : {listSecrets: () => ({texts: [], headers: []})}),
    onAttempt() {
      if (--left === 0) done.resolve()
    },
    onError(error) {
      throw error
    },
  })
  const start = performance.now()
  dispatcher.start()
  await done.promise
  await dispatcher.stop(1000)
  const duration = performance.now() - start
  await store.close()
  await rm(folder, {recursive: true})
  return duration
}

async function runUndici(url: string): Promise<number> {
  const pool = new Pool(url, {connections: CONCURRENCY})
  const duration = await postAll(async () => {
    const {body} = await pool.request({
      path: '/',
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: BODY,
    })
    await body.dump()
  })
  await pool.close()
  return duration
}

function runGot(url: string): Promise<number> {
  return postAll(async () => {
    await got.post(url, {
      body: BODY,
      headers: {'content-type': 'application/json'},
      retry: {limit: 0},
    })
  })
}

async function postAll(post: () => Promise<void>): Promise<number> {
  const start = performance.now()
  let left = POSTS
  const worker = async () => {
    while (left-- > 0) await post()
  }
  await Promise.all(Array.from({length: CONCURRENCY}, worker))
  return performance.now() - start
}

async function startReceiver() {
  const child = fork(path.join(import.meta.dirname, 'bare-receiver.ts'))
  const [address] = (await once(child, 'message')) as [{port: number}]
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}
