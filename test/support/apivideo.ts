import Fastify, {type InjectOptions} from 'fastify'
import {type Clock, systemClock} from '../../src/core/clock.ts'
import {findReceiverUrlProblem} from '../../src/core/net/receiver-url.ts'
import type {RateLimit} from '../../src/providers/emulator/contract.ts'
import {emulateApivideo} from '../../src/providers/apivideo/emulator/routes.ts'
import {apivideo} from '../../src/providers/apivideo/index.ts'
import {completeAssumptions, type Assumptions} from '../../src/providers/contract/assumptions.ts'
import {openStore} from '../../src/store/index.ts'

export const API_KEY = 'test-key'
export const BASIC = `Basic ${Buffer.from(`${API_KEY}:`).toString('base64')}`
export const NEW_WEBHOOK = {
  events: ['video.encoding.quality.completed'],
  url: 'http://clientnotificationserver.com/notif?myquery=query',
}

export type ApivideoOptions = {rateLimit?: RateLimit; clock?: Clock; assumptions?: Assumptions}

/** The emulator of api.video alone, on an in-memory store. It listens once `url()` is called. */
export async function startApivideo({
  rateLimit = 'off',
  clock = systemClock,
  assumptions = {},
}: ApivideoOptions = {}) {
  const store = await openStore('memory:', clock)
  const app = Fastify({forceCloseConnections: true})
  await app.register(emulateApivideo, {
    store,
    apiKey: API_KEY,
    clock,
    rateLimit,
    assume: completeAssumptions(apivideo, assumptions),
    findUrlProblem: findReceiverUrlProblem,
    publish: () => Promise.reject(new Error('api.video triggers nothing')),
  })

  return {
    app,
    store,
    url: () => app.listen({port: 0, host: '127.0.0.1'}),
    /** Makes a request without a socket. It has the right key unless `headers` override it. */
    ask: (method: NonNullable<InjectOptions['method']>, url: string, rest: InjectOptions = {}) =>
      app.inject({method, url, ...rest, headers: {authorization: BASIC, ...rest.headers}}),
    async [Symbol.asyncDispose]() {
      await app.close()
      await store.close()
    },
  }
}

/** A clock that stands still until `advance` moves it. */
export function standingClock(startAt: number): Clock & {advance(ms: number): void} {
  let now = startAt
  return {
    now: () => now,
    advance(ms) {
      now += ms
    },
  }
}
