import {createServer, type RequestListener} from 'node:http'
import {once} from 'node:events'
import {inspect} from 'node:util'
import {Type} from 'typebox'
import {expect, test} from 'vitest'
import {HttpClient, type HttpClientOptions} from '../../src/http/client.ts'
import {startRawServer} from '../support/raw-server.ts'

const Answer = Type.Object({name: Type.String()})
const KEY = 'very-secret-key'

/** An API with the given listener, and a client for it; `seen` lists the requests. */
async function start(listener: RequestListener, options: Partial<HttpClientOptions> = {}) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    listener(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : undefined}`
  const client = new HttpClient({
    baseUrl: url,
    label: 'Example',
    headers: {authorization: KEY},
    retryDelaysMs: [1, 1],
    ...options,
  })
  return {
    client,
    url,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function respondWith(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): RequestListener {
  return (_, response) => void response.writeHead(status, headers).end(body)
}

test('a response that matches its schema is returned', async () => {
  await using api = await start(respondWith(200, '{"name":"a","more":1}'))

  expect(
    await api.client.get('/things', Answer, {query: {page: 1, event: undefined}}),
  ).toMatchObject({name: 'a'})
  expect(api.seen).toEqual(['GET /things?page=1'])
})

test('a body is sent as JSON with the credentials', async () => {
  await using api = await start((request, response) => {
    const {authorization, 'content-type': type} = request.headers
    request.setEncoding('utf8').on('data', (body) => {
      response.end(JSON.stringify({name: `${authorization} ${type} ${body}`}))
    })
  })

  const {name} = await api.client.post('/things', {a: 1}, Answer)

  expect(name).toBe(`${KEY} application/json {"a":1}`)
})

test('a response of another shape is rejected, naming the location', async () => {
  await using api = await start(respondWith(200, '{"name":7}'))

  await expect(api.client.get('/', Answer)).rejects.toMatchObject({
    code: 'rejected',
    message: 'Example answered with unexpected data: /name must be string',
    provider: {name: 7},
  })
})

test('a web page instead of JSON is explained', async () => {
  await using api = await start(
    respondWith(200, '<!doctype html><p>Log in', {'content-type': 'text/html'}),
  )

  await expect(api.client.get('/', Answer)).rejects.toMatchObject({
    code: 'rejected',
    message: 'Example answered with a web page instead of JSON',
    hint: 'check the base URL; a proxy or another server may have answered',
  })
})

test.each([
  [400, 'rejected'],
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [404, 'not_found'],
  [422, 'rejected'],
  [429, 'rate_limited'],
  [500, 'rejected'],
  [503, 'unreachable'],
])('%i is %s and keeps the body of the response', async (status, code) => {
  await using api = await start(respondWith(status, '{"title":"no"}'), {
    findSentence: (body) => (body as {title: string}).title,
  })

  await expect(api.client.post('/', {}, Answer)).rejects.toMatchObject({
    code,
    provider: {title: 'no'},
  })
})

test('a 429 says how long to wait if the platform does', async () => {
  await using api = await start(respondWith(429, '', {'retry-after': '12'}))

  await expect(api.client.get('/', Answer)).rejects.toMatchObject({
    message: 'Example rate limit exceeded (resets in 12 s)',
    hint: 'try again in 12 s',
  })
  expect(api.seen).toHaveLength(1)
})

test('a redirect is not followed, and its query is not shown', async () => {
  await using other = await start(respondWith(200, '{"name":"a"}'))
  await using api = await start(respondWith(302, '', {location: `${other.url}/login?token=1`}))

  await expect(api.client.get('/', Answer)).rejects.toMatchObject({
    code: 'rejected',
    message: `Example answered 302 with a redirect to ${other.url}/login`,
  })
  expect(other.seen).toEqual([])
})

test('only GET is retried, after a gateway error and after a broken connection', async () => {
  const network = {waitMs: 60_000, pause: async () => {}}
  await using gateway = await start(respondWith(503, '', {'retry-after': '0'}), {network})
  await using broken = await start(({socket}) => socket.destroy())

  for (const {client} of [gateway, broken]) {
    await expect(client.get('/', Answer)).rejects.toMatchObject({code: 'unreachable'})
    await expect(client.post('/', {}, Answer)).rejects.toMatchObject({code: 'unreachable'})
    await expect(client.put('/', {}, Answer)).rejects.toMatchObject({code: 'unreachable'})
    await expect(client.delete('/')).rejects.toMatchObject({code: 'unreachable'})
  }

  const tries = ['GET /', 'GET /', 'GET /', 'POST /', 'PUT /', 'DELETE /']
  expect([gateway.seen, broken.seen]).toEqual([tries, tries])
})

test('a GET that succeeds on the second attempt returns its response', async () => {
  await using api = await start((_, response) => {
    if (api.seen.length === 1) response.writeHead(502).end()
    else response.end('{"name":"a"}')
  })

  expect(await api.client.get('/', Answer)).toEqual({name: 'a'})
})

test('an API that does not respond in time is unreachable, without a retry', async () => {
  await using api = await start(() => {}, {timeoutMs: 50})

  await expect(api.client.get('/', Answer)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(
      /^Example could not be reached at .*: no answer within 0\.05 s$/,
    ),
  })
  expect(api.seen).toHaveLength(1)
})

test.each([
  ['http://127.0.0.1:1', 'connection refused'],
  ['http://user:word@127.0.0.1:1', 'connection refused'],
  ['http://no-such-host.invalid', 'host name'],
  ['nonsense', 'the address is not a URL'],
])(
  'a request to %s without a response is unreachable, with the reason',
  async (baseUrl, reason) => {
    const client = new HttpClient({baseUrl, label: 'Example', retryDelaysMs: []})

    const error: unknown = await client.get('/', Answer).catch((thrown: unknown) => thrown)

    expect(error).toMatchObject({code: 'unreachable', message: expect.stringContaining(reason)})
    expect(inspect(error)).not.toContain('word')
  },
)

test.each([
  ['a refusal', 422],
  ['a response of another shape', 200],
])('secrets in %s are masked by value and by field name', async (_, status) => {
  const secrets = {values: ['', KEY], fields: ['hidden']}
  const body = {title: 'no', at: [{hidden: 'not-to-be-seen'}]}
  await using api = await start(respondWith(status, JSON.stringify(body)), {secrets})
  await using page = await start(respondWith(status, `no ${KEY}`), {secrets})

  await expect(api.client.get('/', Answer)).rejects.toMatchObject({
    provider: {title: 'no', at: [{hidden: '…seen'}]},
  })
  await expect(page.client.get('/', Answer)).rejects.toMatchObject({provider: 'no …-key'})
})

test('no error contains the credentials, not even in hidden properties', async () => {
  await using refusing = await start(respondWith(401, '{}'))
  await using broken = await start(({socket}) => socket.destroy())

  for (const {client} of [refusing, broken]) {
    const error: unknown = await client.get('/', Answer).catch((thrown: unknown) => thrown)
    expect(inspect(error, {depth: Infinity, showHidden: true})).not.toContain(KEY)
  }
})

test.each([
  ['that rejects', 400],
  ['that responds with unexpected data', 200],
])('a platform %s shows no secret in its message', async (_what, status) => {
  const secrets = {values: [KEY], fields: ['secret']}
  const body = JSON.stringify({title: `not ${KEY}`, items: [{secret: 'another-secret'}]})
  await using api = await start(respondWith(status, body), {secrets})

  await expect(api.client.get('/', Answer)).rejects.toMatchObject({
    provider: {title: 'not …-key', items: [{secret: '…cret'}]},
  })
})

test('a response that is not HTTP is unreachable, with the parser’s code', async () => {
  await using server = await startRawServer((socket) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n'))
  const client = new HttpClient({baseUrl: server.url, label: 'Example', retryDelaysMs: []})

  await expect(client.get('/', Answer)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/: its answer is not valid HTTP \(HPE_\w+\)$/),
  })
})
