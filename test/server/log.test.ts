import {expect, test} from 'vitest'
import {systemClock} from '../../src/core/clock.ts'
import {loadProviders} from '../../src/providers/index.ts'
import {buildApp} from '../../src/server/app.ts'
import {KnownSecrets, noteSecrets} from '../../src/server/watch/known-secrets.ts'
import {createLogger, createProblemLogger, type LogFormat} from '../../src/server/watch/log.ts'
import {openStore, type Store} from '../../src/store/index.ts'
import {ask} from '../support/control.ts'

const KEY = 'hk_forTestsOnly'
const SECRET = 'sesame-open'

/** A log that keeps its lines. */
function createKeptLog(format: LogFormat) {
  const lines: string[] = []
  return {lines, logger: createLogger(format, {write: (line) => void lines.push(line)})}
}

/** A server that keeps its log, on a store in which `change` can break methods. */
async function startLogged(change: (store: Store) => Partial<Store> = () => ({})) {
  await using stack = new AsyncDisposableStack()
  const {lines, logger} = createKeptLog('json')
  const store = stack.use(await openStore('memory:'))
  const app = await buildApp({
    store: {...store, ...change(store)},
    providers: await loadProviders(),
    apiKey: KEY,
    clock: systemClock,
    assumptions: {},
    rateLimit: 'off',
    allowHosts: [],
    logger,
    version: '1.2.3',
    isReady: () => store.isWritable(),
  })
  stack.defer(() => app.close())
  const url = await app.listen({host: '127.0.0.1', port: 0})
  const owned = stack.move()
  return {url, lines, store, app, [Symbol.asyncDispose]: () => owned.disposeAsync()}
}

test('neither the query nor the key of a request is logged', async () => {
  await using server = await startLogged(({webhooks}) => ({
    webhooks: {...webhooks, next: () => Promise.reject(new Error('the list is broken'))},
  }))
  const headers = {authorization: `Bearer ${KEY}`}
  const query = `?auth_token=${SECRET}&limit=${SECRET}`
  const known = `?event=${SECRET}`

  const statuses = []
  for (const path of [
    '/_hooks/v1/webhooks',
    '/_hooks/v1/events',
    '/_hooks/v1/nothing',
    '/_hooks/healthz',
    '/webhooks',
    '/webhooks/%zz',
    '/nothing',
    '/auth/api-key',
    '/_hooks/v1/webhooks/%zz',
  ]) {
    statuses.push((await ask(server.url + path + query, 'GET', {headers})).status)
    await ask(server.url + path + query, 'POST', {headers, body: '{'})
    await ask(server.url + path + query, 'GET')
  }
  const broken = await ask(`${server.url}/_hooks/v1/webhooks${known}`, 'GET', {headers})

  expect([broken.status, ...statuses.slice(0, 3)]).toEqual([500, 400, 400, 404])
  const log = server.lines.join('')
  expect(log).toContain('the list is broken')
  expect(log).not.toContain(SECRET)
  expect(log).not.toContain(KEY)
})

test('an unexpected error is a 500 without details and is logged', async () => {
  await using server = await startLogged(({webhooks}) => ({
    webhooks: {...webhooks, next: () => Promise.reject(new Error('a bug at /home/me'))},
  }))

  const {status, json} = await ask(`${server.url}/_hooks/v1/webhooks`, 'GET', {
    headers: {authorization: `Bearer ${KEY}`},
  })

  expect([status, json]).toEqual([
    500,
    {
      error: {
        code: 'bug',
        message: 'internal server error',
        hint: 'see the log of hooks serve for details',
      },
    },
  ])
  expect(server.lines.join('')).toContain('a bug at /home/me')
})

test('a full store is 503 and says that nothing was accepted', async () => {
  await using server = await startLogged(({events}) => ({
    events: {...events, accept: () => Promise.reject(new Error('database or disk is full'))},
  }))

  const {status, json} = await ask(`${server.url}/_hooks/v1/events`, 'POST', {
    headers: {authorization: `Bearer ${KEY}`},
    body: {provider: 'apivideo', type: 'video.source.recorded', payload: {}, force: true},
  })

  expect(status).toBe(503)
  expect(json.error).toMatchObject({
    code: 'unreachable',
    message: 'cannot write to the store',
    hint: expect.stringContaining('nothing was accepted'),
  })
})

test('healthz needs no key; readyz says whether the store can be written', async () => {
  await using server = await startLogged()
  const get = (path: string) => ask(`${server.url}/_hooks${path}`, 'GET')

  expect(await get('/healthz')).toMatchObject({status: 200, json: {status: 'ok'}})
  expect(await get('/readyz')).toMatchObject({status: 200, json: {status: 'ready'}})
  await server.store.close()
  expect(await get('/healthz')).toMatchObject({status: 200})
  expect(await get('/readyz')).toMatchObject({status: 503, json: {status: 'not ready'}})
})

test('secret fields are removed from log lines', () => {
  const {lines, logger} = createKeptLog('json')

  logger.info({webhook: {id: 'w', secret: SECRET, signingSecret: SECRET, apiKey: SECRET}}, 'told')

  expect(lines.join('')).toContain('"id":"w"')
  expect(lines.join('')).not.toContain(SECRET)
})

test('a webhook secret is masked in warnings and errors once it is known', () => {
  const secrets = new KnownSecrets([KEY])
  const problem = (text: string) => secrets.clean(`{"level":50,"err":"${text}"}`)
  const sealer = noteSecrets({seal: (text) => text, open: (text) => text}, secrets)

  expect(problem(KEY)).not.toContain(KEY)
  for (const column of ['secret', 'signing_secret', 'previous_signing_secret']) {
    const secret = `${SECRET}-${column}`
    expect(problem(secret)).toContain(secret)
    sealer.open(secret, `webhooks.${column}.x`)
    expect(problem(secret)).not.toContain(secret)
  }
  sealer.seal('deliveries-body', 'deliveries.body.x')
  expect(problem('deliveries-body')).toContain('deliveries-body')
})

test('on a terminal a line is time, message and fields', () => {
  const {lines, logger} = createKeptLog('pretty')

  logger.info({event: 'a', code: 200, list: [1]}, 'delivered')
  logger.error({err: new Error('no room')}, 'the store fails')

  expect(lines).toEqual([
    expect.stringMatching(/^\d\d:\d\d:\d\d  delivered  event=a  code=200  list=\[1\]\n$/),
    expect.stringMatching(/^\d\d:\d\d:\d\d  ! the store fails  error="no room"\n$/),
  ])
})

test('a library that logs by itself is limited to warnings and errors', () => {
  const {lines, logger} = createKeptLog('json')
  const silent = createKeptLog('silent')

  createProblemLogger(logger).info('Server listening')
  createProblemLogger(logger).error('no room')
  createProblemLogger(silent.logger).error('no room')

  expect(lines).toEqual([expect.stringContaining('no room')])
  expect(silent.lines).toEqual([])
})
