import {once} from 'node:events'
import {connect} from 'node:net'
import {expect, test} from 'vitest'
import {CLIENT_LIMITS} from '../../src/server/app.ts'
import {startControl} from '../support/control.ts'
import {IDLE, openMany} from '../support/idle-connections.ts'

/** Each takes two file descriptors of this process; `ulimit -n` is 1024 on many machines. */
const CONNECTIONS = 300
/** Much less than the time limit for idle clients, and much more than a busy machine needs. */
const HEALTHY_MS = 5000

for (const [which, says] of Object.entries(IDLE)) {
  test(`among ${CONNECTIONS} connections ${which} a healthy client is served at once`, async () => {
    await using control = await startControl()
    await using many = await openMany(control.url, {count: CONNECTIONS, says})

    const startedAt = performance.now()
    const {status} = await control.ask('GET', '/v1/webhooks')

    expect(status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(HEALTHY_MS)
    expect(many.sockets).toHaveLength(CONNECTIONS)
  })
}

test('the default limits cut a slow client off within 16 seconds', () => {
  const {headersMs, requestMs, checkMs} = CLIENT_LIMITS

  expect(headersMs).toBeLessThanOrEqual(requestMs)
  expect(requestMs + checkMs).toBeLessThanOrEqual(16_000)
})

test('a request that arrives byte by byte is cut off after the time for headers', async () => {
  const clientLimits = {headersMs: 200, requestMs: 60_000, checkMs: 20}
  await using control = await startControl({clientLimits})
  const socket = connect(Number(new URL(control.url).port), '127.0.0.1')
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  const startedAt = performance.now()
  socket.write('GET /_hooks/healthz HTTP/1.1\r\nhost: x\r\nx-slow: ')
  const drip = setInterval(() => socket.writable && socket.write('a'), 10)
  socket.resume()

  await closed
  clearInterval(drip)

  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(199)
  expect(performance.now() - startedAt).toBeLessThan(HEALTHY_MS)
})

test('a request whose body never ends is cut off after the time for requests', async () => {
  const clientLimits = {headersMs: 100, requestMs: 200, checkMs: 20}
  await using control = await startControl({clientLimits})
  const socket = connect(Number(new URL(control.url).port), '127.0.0.1')
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  const startedAt = performance.now()
  socket.write(IDLE['whose body never ends'] ?? '')
  socket.resume()

  await closed

  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(199)
  expect(performance.now() - startedAt).toBeLessThan(HEALTHY_MS)
})
