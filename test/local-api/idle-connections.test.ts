import {once} from 'node:events'
import {connect, type Socket} from 'node:net'
import {expect, test} from 'vitest'
import {startControl, type Control} from '../support/control.ts'

/** Each costs two descriptors of this process; `ulimit -n` is 1024 on many machines. */
const CONNECTIONS = 300
/** Far less than the time that an idle client has, far more than a loaded machine needs. */
const HEALTHY_MS = 5000

async function openMany(
  control: Control,
  says: string,
): Promise<AsyncDisposable & {sockets: Socket[]}> {
  const {port} = new URL(control.url)
  const sockets = await Promise.all(
    Array.from({length: CONNECTIONS}, async () => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => {})
      await once(socket, 'connect')
      socket.write(says)
      return socket
    }),
  )
  return {
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

const IDLE: Readonly<Record<string, string>> = {
  'that say nothing': '',
  'whose headers never end': 'GET /_hooks/healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ',
  'whose body never ends':
    'POST /webhooks HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
}

for (const [which, says] of Object.entries(IDLE)) {
  test(`among ${CONNECTIONS} connections ${which} a healthy client is served at once`, async () => {
    await using control = await startControl()
    await using many = await openMany(control, says)

    const startedAt = performance.now()
    const {status} = await control.ask('GET', '/v1/webhooks')

    expect(status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(HEALTHY_MS)
    expect(many.sockets).toHaveLength(CONNECTIONS)
  })
}

test('a request that comes a letter at a time is cut off within the time for headers', async () => {
  await using control = await startControl()
  const socket = connect(Number(new URL(control.url).port), '127.0.0.1')
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  const startedAt = performance.now()
  socket.write('GET /_hooks/healthz HTTP/1.1\r\nhost: x\r\nx-slow: ')
  const drip = setInterval(() => socket.writable && socket.write('a'), 200)
  socket.resume()

  await closed
  clearInterval(drip)

  expect(performance.now() - startedAt).toBeLessThan(16_000)
}, 30_000)
