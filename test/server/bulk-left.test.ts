import {request} from 'node:http'
import fastify from 'fastify'
import {expect, test} from 'vitest'
import {addBulkRoutes} from '../../src/server/control/routes/bulk.ts'
import type {BulkRequest, BulkRun} from '../../src/store/deliveries/bulk/run.ts'
import {openStore, type Store} from '../../src/store/index.ts'
import {accept, subscribe} from '../support/stores.ts'

/** Takes more than two steps of a bulk run, but not more than three. */
const COUNT = 1200
const PENDING = {state: 'pending', limit: 2000} as const
const CANCEL = {path: '/cancel', body: {event: 'video.source.recorded'}}
const HEADERS = {'content-type': 'application/json', 'idempotency-key': 'again'}

type Turn = 'begin' | 'step'

/** A store with `COUNT` pending deliveries, in which one kind of bulk turn waits for `letGo`. */
async function createHeldStore(held: Turn) {
  const store = await openStore('memory:')
  await subscribe(store)
  await Promise.all(Array.from({length: COUNT}, () => accept(store)))
  const reached = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const turns: Turn[] = []
  const turn = async (name: Turn, asked: BulkRequest): Promise<BulkRun> => {
    turns.push(name)
    if (name === held) {
      reached.resolve()
      await go.promise
    }
    return store.bulk[name](asked)
  }
  const bulk: Store['bulk'] = {
    ...store.bulk,
    begin: (asked) => turn('begin', asked),
    step: (asked) => turn('step', asked),
  }
  return {store, held: {...store, bulk}, turns, reached: reached.promise, letGo: go.resolve}
}

test.each<[string, Turn, readonly Turn[], number]>([
  ['the beginning', 'begin', ['begin'], 0],
  ['a step', 'step', ['begin', 'step'], 500],
])(
  'a client that disconnects during %s stops the run, and a repeated request continues it',
  async (_when, during, ran, changed) => {
    const {store, held, turns, reached, letGo} = await createHeldStore(during)
    await using stack = new AsyncDisposableStack()
    stack.defer(() => store.close())
    const app = fastify()
    stack.defer(() => app.close())
    const ended = Promise.withResolvers<void>()
    const left = Promise.withResolvers<void>()
    app.addHook('onRequest', async (_, reply) => void reply.raw.once('close', left.resolve))
    app.addHook('onSend', async () => ended.resolve())
    await app.register(addBulkRoutes, {store: held})
    const url = await app.listen({port: 0, host: '127.0.0.1'})
    const outgoing = request(`${url}${CANCEL.path}`, {method: 'POST', headers: HEADERS})
    outgoing.on('error', () => {})
    outgoing.end(JSON.stringify(CANCEL.body))
    await reached

    outgoing.destroy()
    await left.promise
    letGo()
    await ended.promise

    expect(turns).toEqual(ran)
    expect(await store.deliveries.list(PENDING)).toHaveLength(COUNT - changed)
    const again = await fetch(`${url}${CANCEL.path}`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify(CANCEL.body),
    })
    expect(await again.json()).toEqual({matched: COUNT, changed: COUNT, skipped: 0, done: true})
    expect(await store.deliveries.list(PENDING)).toEqual([])
  },
)
