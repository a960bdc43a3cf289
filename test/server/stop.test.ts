import {once} from 'node:events'
import {connect} from 'node:net'
import path from 'node:path'
import {expect, test} from 'vitest'
import {Receiver} from '../../src/receiver/receiver.ts'
import {serve} from '../../src/runtime/index.ts'
import {openStore} from '../../src/store/index.ts'
import {startControl} from '../support/control.ts'
import {temporaryFolder} from '../support/run.ts'

const EVENT = 'video.source.recorded'
const OPTIONS = {
  host: '127.0.0.1',
  port: 0,
  allowHosts: [],
  apiKey: 'hk_forTestsOnly',
  rateLimit: 'off',
  log: 'silent',
} as const

test('when the server stops, a request that waits for an event gets its current state', async () => {
  await using control = await startControl()
  await using receiver = await Receiver.start({answer: () => ({status: 500})})
  const {webhooks, events} = control.control
  await webhooks.create({provider: 'apivideo', url: receiver.url, events: [EVENT]})
  const payload = {type: EVENT}
  const {id} = await events.create({provider: 'apivideo', type: EVENT, payload, force: true})
  await events.get(id, {wait: 'first', timeoutMs: 10_000})

  const waiting = events.get(id, {wait: 'done', timeoutMs: 60_000})
  // Once this request is answered, the server has accepted the waiting one, which came first.
  await control.ask('GET', '/healthz')
  await control[Symbol.asyncDispose]()

  expect(await waiting).toMatchObject({settled: false, deliveries: [{state: 'pending'}]})
})

test('a request that never ends is cut off when the server stops', async () => {
  await using control = await startControl({stopGraceMs: 100})
  const {hostname, port} = new URL(control.url)
  const socket = connect(Number(port), hostname)
  const closed = once(socket.resume(), 'close')
  const head = [
    'POST /_hooks/v1/events HTTP/1.1',
    `host: ${hostname}:${port}`,
    `authorization: Bearer ${control.key}`,
    'content-type: application/json',
    'content-length: 9',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n{`)
  await once(socket, 'connect')
  await control.ask('GET', '/healthz')

  await control[Symbol.asyncDispose]()
  await closed

  await expect(control.ask('GET', '/healthz')).rejects.toMatchObject({code: 'ECONNREFUSED'})
})

test('a server whose port is not available closes the store', async () => {
  await using folder = await temporaryFolder()
  const store = path.join(folder.path, 'hooks.db')
  await using first = await serve({...OPTIONS, store: 'memory:'})
  const port = Number(new URL(first.url).port)

  await expect(serve({...OPTIONS, port, store})).rejects.toMatchObject({
    code: 'usage',
    message: `port ${port} on 127.0.0.1 is already in use`,
    hint: expect.stringContaining('--port 0'),
  })
  await expect(serve({...OPTIONS, host: '192.0.2.1', store})).rejects.toMatchObject({
    code: 'usage',
    message: '192.0.2.1 is not an address of this machine',
  })

  await using free = await openStore(store)
  expect(await free.isWritable()).toBe(true)
})

test('stopping twice has the effect of stopping once', async () => {
  const server = await serve({...OPTIONS, store: 'memory:'})

  await Promise.all([server.stop(), server.stop()])

  await expect(server.stop()).resolves.toBeUndefined()
})
