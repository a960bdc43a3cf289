import * as fc from 'fast-check'
import {expect, test} from 'vitest'
import {isInTime, computeLease} from '../../src/dispatcher/lease.ts'
import {SEND_LIMITS, type SendLimits, Sender} from '../../src/sending/send.ts'
import {openStore, type Store} from '../../src/store/index.ts'
import type {Claim} from '../../src/store/queue/claimed.ts'
import {standingClock} from '../support/apivideo.ts'
import {dispatching, newDispatcher} from '../support/dispatching.ts'
import {drip, type RawServer, startRawServer} from '../support/raw-server.ts'

const MAX_TIMER_MS = 2 ** 31 - 1
const LOOPBACK = {loopback: true, allow: []}
/** How late a loaded machine may be; less than a lease reserves for writing the outcome. */
const SLACK_MS = 2000
const BODY = {headers: {}, body: '{}'}

test('a lease always leaves time for its attempt and for the commits around it', () => {
  fc.assert(
    fc.property(fc.integer({min: 1, max: MAX_TIMER_MS}), fc.nat(), (totalMs, sinceClaimMs) => {
      const lease = computeLease({totalMs})

      expect(lease.attemptMs).toBe(totalMs)
      expect(isInTime(lease, 0)).toBe(true)
      if (!isInTime(lease, sinceClaimMs)) return
      expect(sinceClaimMs + totalMs + SLACK_MS).toBeLessThan(lease.leaseMs)
    }),
  )
})

test.each([0, -1, Number.NaN, Infinity, MAX_TIMER_MS + 1])(
  'computing a lease for attempts of %d ms throws',
  (totalMs) => {
    expect(() => computeLease({totalMs})).toThrow(RangeError)
  },
)

test('a dispatcher claims for longer than its attempts can take, for any limits', async () => {
  const limits = fc.record({
    connectMs: fc.integer({min: 1, max: MAX_TIMER_MS}),
    headersMs: fc.integer({min: 1, max: MAX_TIMER_MS}),
    totalMs: fc.integer({min: 1, max: MAX_TIMER_MS}),
  })
  await using store = await openStore('memory:')

  await fc.assert(
    fc.asyncProperty(limits, async (times) => {
      const {promise: claimed, resolve} = Promise.withResolvers<Claim | undefined>()
      const queue: Store['queue'] = {
        ...store.queue,
        async turn(records, claim) {
          resolve(claim)
          return store.queue.turn(records, claim)
        },
      }
      const dispatcher = newDispatcher({...store, queue}, {limits: {...SEND_LIMITS, ...times}})

      dispatcher.start()
      const claim = await claimed
      await dispatcher.stop(0)

      expect(claim).toMatchObject(computeLease(times))
    }),
    {numRuns: 30},
  )
})

type Phase = (limits: SendLimits, cancel: AbortSignal) => Promise<unknown>

/** Attempts that each hang in one phase, forever if nothing ends them. */
async function createPhases(servers: Record<'silent' | 'hinting' | 'dripping', RawServer>) {
  const {silent, hinting, dripping} = servers
  const sendTo =
    (url: string): Phase =>
    async (limits, cancel) => {
      const resolve = () => new Promise<never>(() => {})
      await using sender = new Sender({policy: LOOPBACK, limits, resolve})
      await sender.send({url, ...BODY}, cancel)
    }
  const inQueue: Phase = async (limits, cancel) => {
    await using sender = new Sender({policy: LOOPBACK, limits, connections: 1})
    const sending = () => sender.send({url: silent.url, ...BODY}, cancel)
    await Promise.all([sending(), sending(), sending()])
  }
  return {
    'the wait for a connection': inQueue,
    DNS: sendTo('http://slow.example/'),
    TLS: sendTo(silent.url.replace('http:', 'https:')),
    'the status line': sendTo(silent.url),
    'early hints': sendTo(hinting.url),
    'the body': sendTo(dripping.url),
  }
}

test('no attempt outlasts its lease, in whichever phase it hangs, cancelled or not', async () => {
  await using stack = new AsyncDisposableStack()
  const server = async (answer: Parameters<typeof startRawServer>[0]) =>
    stack.use(await startRawServer(answer))
  const held = await createPhases({
    silent: await server(() => {}),
    hinting: await server((socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n', 5)),
    dripping: await server((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n')
      drip(socket, 'x', 5)
    }),
  })
  const times = fc.record({
    connectMs: fc.integer({min: 1, max: 100_000}),
    headersMs: fc.integer({min: 1, max: 100_000}),
    totalMs: fc.integer({min: 1, max: 40}),
    graceMs: fc.integer({min: 1, max: 100_000}),
  })

  await fc.assert(
    fc.asyncProperty(times, async ({graceMs, ...limits}) => {
      const {attemptMs} = computeLease(limits)
      const cancelling = new AbortController()
      const grace = setTimeout(() => cancelling.abort(), graceMs)

      const late = await Promise.all(
        Object.entries(held).map(async ([phase, hold]) => {
          const outlasts = Promise.withResolvers<string>()
          const timer = setTimeout(outlasts.resolve, attemptMs + SLACK_MS, phase)
          const attempt = hold({...SEND_LIMITS, ...limits}, cancelling.signal)
          const outcome = await Promise.race([attempt, outlasts.promise])
          clearTimeout(timer)
          return outcome
        }),
      )
      clearTimeout(grace)

      expect(late.filter((phase) => phase !== undefined)).toEqual([])
    }),
    {numRuns: 15, endOnFailure: true},
  )
})

test('a delivery claimed so slowly that its attempt could outlast the lease is released', async () => {
  const clock = standingClock(Date.now())
  await using store = await openStore('memory:', clock)
  let slowCommits = 1
  const queue: Store['queue'] = {
    ...store.queue,
    async turn(records, claim) {
      const claimed = await store.queue.turn(records, claim)
      if (claimed.length > 0 && slowCommits-- > 0) clock.advance(6000)
      return claimed
    },
  }
  const released: number[] = []
  queue.release = async (claimed) => {
    released.push(...claimed.map(({claim}) => claim))
    await store.queue.release(claimed)
  }
  await using hooks = await dispatching({clock, store: {...store, queue}})

  const id = await hooks.deliver()
  await hooks.recorded(1)

  expect(released).toEqual([1])
  expect(hooks.receiver.received).toHaveLength(1)
  expect(await store.deliveries.get(id)).toMatchObject({
    state: 'delivered',
    attemptCount: 1,
    attempts: [{n: 1}],
  })
})
