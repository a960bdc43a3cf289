import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {Type} from 'typebox'
import {expect, test} from 'vitest'
import {HttpClient} from '../../src/http/client.ts'

const Answer = Type.Object({name: Type.String()})

/** An API that rejects requests until `open` is called. */
async function startClosedApi() {
  let isOpen = false
  let refused = 0
  const server = createServer((_, response) => {
    if (isOpen) return void response.end('{"name":"a"}')
    refused += 1
    response.writeHead(429, {'retry-after': '30'}).end('{}')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // A server that listens on a port has an address and no path.
  const {port} = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    refused: () => refused,
    open() {
      isOpen = true
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('concurrent and later requests share one wait for a rate limit', async () => {
  await using api = await startClosedApi()
  const told: string[] = []
  const rested = Promise.withResolvers<void>()
  const refused = Promise.withResolvers<void>()
  const waits: number[] = []
  let answers = 0
  const network = {
    waitMs: 60_000,
    onWait: (message: string) => void told.push(message),
    trace(line: string) {
      if (line.startsWith('< 429') && ++answers === 3) refused.resolve()
    },
    async pause(ms: number) {
      waits.push(ms)
      await rested.promise
      api.open()
    },
  }
  const client = new HttpClient({baseUrl: api.url, label: 'Example', network, retryDelaysMs: []})

  const first = [1, 2, 3].map(() => client.get('/', Answer))
  await refused.promise
  await new Promise(setImmediate)
  const later = client.get('/', Answer)
  rested.resolve()

  expect(await Promise.all([...first, later])).toHaveLength(4)
  expect(waits).toEqual([30_000])
  expect(told).toEqual(['Example rate limit exceeded: waiting 30 s'])
  expect(api.refused()).toBe(3)
})
