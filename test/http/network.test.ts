import {once} from 'node:events'
import {createServer, type RequestListener, type Server} from 'node:http'
import {createServer as createTlsServer} from 'node:https'
import {connect, type AddressInfo} from 'node:net'
import {Type} from 'typebox'
import {expect, test} from 'vitest'
import type {Network} from '../../src/core/net/network.ts'
import {HttpClient} from '../../src/http/client.ts'
import {makeCertificate} from '../support/certificates.ts'
import {drip, flood, startRawServer} from '../support/raw-server.ts'

const Answer = Type.Object({name: Type.String()})
const ANSWER = '{"name":"a"}'

async function listen(server: Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an address and no path.
  const {port} = server.address() as AddressInfo
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** An HTTP proxy that connects every name to one local port; `seen` lists its requests. */
async function startProxy(targetPort = 0) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    response.end(ANSWER)
  })
  server.on('connect', ({url}, socket) => {
    seen.push(`CONNECT ${url}`)
    const behind = connect(targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      behind.pipe(socket).pipe(behind)
    })
    behind.on('error', () => socket.destroy())
    socket.on('error', () => behind.destroy())
  })
  const place = await listen(server)
  return {...place, seen, url: `http://user:word@127.0.0.1:${place.port}`}
}

function makeClient(baseUrl: string, network: Network = {}, timeoutMs = 5000) {
  return new HttpClient({baseUrl, label: 'Example', network, timeoutMs, retryDelaysMs: []})
}

async function startApi(listener: RequestListener) {
  const place = await listen(createServer(listener))
  return {...place, url: `http://127.0.0.1:${place.port}`}
}

test('HTTP_PROXY is used for other machines', async () => {
  await using proxy = await startProxy()
  const proxies = {HTTP_PROXY: proxy.url, NO_PROXY: 'pi.test'}
  const client = makeClient('http://api.test', {proxies})

  expect(await client.get('/things', Answer)).toEqual({name: 'a'})
  expect(proxy.seen).toEqual(['GET http://api.test/things'])
})

test('loopback is reached without the proxy', async () => {
  await using proxy = await startProxy()
  await using api = await startApi((_, response) => void response.end(ANSWER))

  await makeClient(api.url, {proxies: {HTTP_PROXY: proxy.url}}).get('/', Answer)

  expect(proxy.seen).toEqual([])
})

test('hosts in NO_PROXY are reached without the proxy', async () => {
  await using proxy = await startProxy()
  const proxies = {HTTP_PROXY: proxy.url, NO_PROXY: 'other.test,.invalid'}

  const asked = makeClient('http://api.invalid', {proxies}).get('/', Answer)

  await expect(asked).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.not.stringContaining('proxy'),
  })
  expect(proxy.seen).toEqual([])
})

test('HTTPS_PROXY is used as a tunnel, and --ca applies to the server behind it', async () => {
  const issuer = makeCertificate({name: 'Test authority', isAuthority: true})
  const {cert, key} = makeCertificate({name: 'api.test', issuer})
  const secure = createTlsServer({cert, key}, (_, response) => void response.end(ANSWER))
  await using api = await listen(secure)
  await using proxy = await startProxy(api.port)
  const proxies = {HTTPS_PROXY: proxy.url}

  const trusted = await makeClient('https://api.test', {proxies, ca: issuer.cert}).get('/', Answer)
  const untrusted = makeClient('https://api.test', {proxies}).get('/', Answer)

  expect(trusted).toEqual({name: 'a'})
  await expect(untrusted).rejects.toMatchObject({
    code: 'unreachable',
    hint: 'pass the certificate of its authority with: --ca FILE',
  })
  expect(new Set(proxy.seen)).toEqual(new Set(['CONNECT api.test:443']))
})

test('an unreachable proxy is named as the reason, without its password', async () => {
  const proxies = {HTTP_PROXY: 'http://user:word@127.0.0.1:1'}

  const error: unknown = await makeClient('http://api.test', {proxies})
    .get('/', Answer)
    .catch((thrown: unknown) => thrown)

  expect(error).toMatchObject({
    message:
      'Example could not be reached at http://api.test through the proxy: connection refused',
    hint: expect.stringContaining('check HTTPS_PROXY'),
  })
  expect(JSON.stringify(error)).not.toContain('word')
})

test('an invalid proxy URL is a usage error', async () => {
  const client = makeClient('http://api.test', {
    proxies: {HTTP_PROXY: 'socks5://user:word@127.0.0.1'},
  })

  await expect(client.get('/', Answer)).rejects.toMatchObject({code: 'usage'})
})

/** Rejects the first request with a rate limit, and answers the others. */
function limitOnce(header: string): {listener: RequestListener; asked: string[]} {
  const asked: string[] = []
  const listener: RequestListener = (request, response) => {
    asked.push(request.method ?? '')
    if (asked.length === 1) response.writeHead(429, {'retry-after': header}).end()
    else response.end(ANSWER)
  }
  return {listener, asked}
}

test.each([
  ['7', 7000],
  ['0', 1000],
])(
  'a rate limit of %s s is waited out, even for a request that changes data',
  async (header, ms) => {
    const {listener, asked} = limitOnce(header)
    await using api = await startApi(listener)
    const waited: number[] = []
    const told: string[] = []
    const pause = async (time: number) => void waited.push(time)
    const network = {waitMs: 60_000, pause, onWait: (message: string) => void told.push(message)}

    expect(await makeClient(api.url, network).post('/', {}, Answer)).toEqual({name: 'a'})
    expect(waited).toEqual([ms])
    expect(told).toEqual([`Example rate limit exceeded: waiting ${ms / 1000} s`])
    expect(asked).toEqual(['POST', 'POST'])
  },
)

test('a rate limit can end at a date', async () => {
  const {listener} = limitOnce(new Date(Date.now() + 30_000).toUTCString())
  await using api = await startApi(listener)
  const waited: number[] = []

  await makeClient(api.url, {
    waitMs: 60_000,
    pause: async (ms) => void waited.push(ms),
  }).get('/', Answer)

  expect(waited[0]).toBeGreaterThan(20_000)
  expect(waited[0]).toBeLessThanOrEqual(30_000)
})

test('a rate limit longer than the allowed wait fails at once and names its time', async () => {
  await using api = await startApi((_, response) => {
    response.writeHead(429, {'retry-after': '61'}).end()
  })
  const pause = () => Promise.reject(new Error('waited'))
  const asked = makeClient(api.url, {waitMs: 60_000, pause}).get('/', Answer)

  await expect(asked).rejects.toMatchObject({
    code: 'rate_limited',
    message: 'Example rate limit exceeded (resets in 61 s)',
    hint: 'try again in 61 s, or let hooks wait with --wait 61s',
  })
})

test('waits add up: the client gives up on a platform that keeps asking for 40 s', async () => {
  await using api = await startApi((_, response) => {
    response.writeHead(429, {'retry-after': '40'}).end()
  })
  const waited: number[] = []
  const pause = async (ms: number) => void waited.push(ms)

  const asked = makeClient(api.url, {waitMs: 100_000, pause}).get('/', Answer)

  await expect(asked).rejects.toMatchObject({code: 'rate_limited'})
  expect(waited).toEqual([40_000, 40_000])
})

test('a platform that stalls in the middle of a response is unreachable', async () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{'
  await using api = await startRawServer((socket) => {
    socket.write(head)
    drip(socket, ' ', 20)
  })

  await expect(makeClient(api.url, {}, 200).get('/', Answer)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('no answer within 0.2 s'),
  })
})

test('an endless response is cut off', async () => {
  await using api = await startRawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    flood(socket, Buffer.alloc(64 * 1024, ' '))
  })

  await expect(makeClient(api.url).get('/', Answer)).rejects.toMatchObject({
    code: 'rejected',
    message: 'Example answered with more than 10 MiB',
  })
})

test('a trace shows request and response, without secrets', async () => {
  await using api = await startApi((_, response) => {
    response.setHeader('content-type', 'application/json').end(ANSWER)
  })
  const lines: string[] = []
  const client = new HttpClient({
    baseUrl: api.url,
    label: 'Example',
    headers: {authorization: 'Basic c2VjcmV0'},
    secrets: {values: ['tokenInPath1234'], fields: []},
    network: {trace: (line) => void lines.push(line)},
  })

  await client.post('/tokenInPath1234', {secret: 'sig_0123456789abcdef', url: 'u'}, Answer, {
    query: {auth_token: 'tokenInQuery'},
  })

  expect(lines[0]).toMatch(/^curl -X POST 'http:\/\/127.0.0.1:\d+\/…1234\?auth_token=…'/)
  expect(lines[0]).toContain(`-H 'authorization: Basic …'`)
  expect(lines[0]).toContain(`--data-raw '{"secret":"sig_…cdef","url":"u"}'`)
  expect(lines[1]).toMatch(/^< 200, application\/json, 12 bytes, \d+ ms$/)
})
