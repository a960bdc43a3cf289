import {once} from 'node:events'
import {createServer, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, test} from 'vitest'
import {running} from '../support/program.ts'
import {hooks} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

/** A profile that points to a server with this listener. */
async function startTroubled(listener: RequestListener) {
  await using stack = new AsyncDisposableStack()
  const server = createServer(listener).listen(0, '127.0.0.1')
  stack.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  // A server that listens on a port has an address and no path.
  const {port} = server.address() as AddressInfo
  const baseUrl = `http://127.0.0.1:${port}`
  const vendor = stack.use(
    await startVendor('apivideo', () => ({baseUrl, credentials: {apiKey: 'a-key'}})),
  )
  const owned = stack.move()
  return {env: vendor.env, [Symbol.asyncDispose]: () => owned.disposeAsync()}
}

test.each([
  [[], '61 s'],
  [['--wait', '10s'], '61 s'],
])('a rate limit longer than --wait (%j) exits 9 with the time', async (flags, time) => {
  await using api = await startTroubled((_, response) => {
    response.writeHead(429, {'x-ratelimit-retry-after': '61'}).end('{}')
  })

  const {stdout, stderr, exitStatus} = await hooks(['list', '--json', ...flags], api.env)

  expect({stdout, exitStatus}).toEqual({stdout: '', exitStatus: 9})
  expect(JSON.parse(stderr).error).toMatchObject({
    code: 'rate_limited',
    message: `api.video rate limit exceeded (resets in ${time})`,
    hint: 'try again in 61 s, or let hooks wait with --wait 61s',
  })
})

test('for trigger, HOOKS_RATE_LIMIT_WAIT sets how long to wait for a rate limit', async () => {
  await using api = await startTroubled((_, response) => {
    response.writeHead(429, {'x-ratelimit-retry-after': '30'}).end('{}')
  })
  const argv = ['trigger', 'video.source.recorded', '--json']

  const {stderr, exitStatus} = await hooks(argv, {...api.env, HOOKS_RATE_LIMIT_WAIT: '10s'})
  const wrong = await hooks(argv, {...api.env, HOOKS_RATE_LIMIT_WAIT: 'long'})

  expect(exitStatus).toBe(9)
  expect(JSON.parse(stderr).error.hint).toBe(
    'try again in 30 s, or let hooks wait with HOOKS_RATE_LIMIT_WAIT=30s',
  )
  expect(wrong.exitStatus).toBe(2)
  expect(JSON.parse(wrong.stderr).error.message).toContain('HOOKS_RATE_LIMIT_WAIT')
})

test('on a terminal, hooks says that it waits for a rate limit', async () => {
  let asked = 0
  await using api = await startTroubled((_, response) => {
    asked++
    if (asked === 1) response.writeHead(429, {'x-ratelimit-retry-after': '0'}).end('{}')
    else response.end('{"data": [], "pagination": {"pagesTotal": 1, "links": []}}')
  })

  const {stderr, exitStatus} = await hooks(['list'], api.env, {terminal: true})

  expect(exitStatus).toBe(0)
  expect(stderr).toContain('api.video rate limit exceeded: waiting 1 s\n')
})

test.each([['list'], ['delete', 'a', 'b', 'c', 'd', 'e', 'f', '--yes']])(
  'Ctrl-C ends the wait for a rate limit immediately (%s)',
  async (...argv) => {
    await using api = await startTroubled((_, response) => {
      response.writeHead(429, {'x-ratelimit-retry-after': '3600'}).end('{}')
    })
    await using waiting = await running([...argv, '--wait', '2h'], api.env)
    await waiting.said(/rate limit exceeded: waiting 3600 s/)

    const status = await waiting.kill('SIGINT')

    expect(status).toBe(130)
    expect(waiting.stderr()).toContain('interrupted while waiting for a rate limit')
  },
)

test('a vendor that answers with a web page exits 9, and says what to check', async () => {
  await using api = await startTroubled((_, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><p>Log in')
  })

  const {stderr, exitStatus} = await hooks(['list', '--json'], api.env)

  expect(exitStatus).toBe(9)
  expect(JSON.parse(stderr).error).toMatchObject({
    message: 'api.video answered with a web page instead of JSON',
    hint: 'check the base URL; a proxy or another server may have answered',
  })
})
