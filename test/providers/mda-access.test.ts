import {request} from 'node:http'
import {expect, test} from 'vitest'
import {computePassword} from '../../src/providers/mda/proof.ts'
import {authorized, startMda} from '../support/mda.ts'

const HOOK = '/projects/17/web_hook'

/** The vendor's documented example. */
const VECTOR = {
  username: 'username',
  timestamp: '123456789',
  secret: 'some-api-secret',
  password: 'gFUxSuDp1AexwedepvxGPOixhk4jsiinClqYGrjqkNc=',
}

test('hooks computes the password that the vendor published', () => {
  expect(computePassword(VECTOR.secret, VECTOR.username, VECTOR.timestamp)).toBe(VECTOR.password)
})

test("the vendor's published credentials are accepted at their time", async () => {
  const clock = {now: () => Number(VECTOR.timestamp) * 1000}
  await using mda = await startMda({apiKey: VECTOR.secret, clock})
  const pair = Buffer.from(`${VECTOR.username}:${VECTOR.password}`).toString('base64')

  const {status} = await mda.ask('GET', HOOK, {
    headers: {'x-api-timestamp': VECTOR.timestamp, authorization: `Basic ${pair}`},
  })

  expect(status).toBe(404)
})

test('the time is available without authentication, in seconds since the epoch', async () => {
  await using mda = await startMda({clock: {now: () => 1_513_045_894_577}})

  expect(await mda.ask('GET', '/time', {headers: {}})).toEqual({
    status: 200,
    body: {status: 'success', message: 'success', result: 1_513_045_894},
  })
})

test("the headers may be spelled as in the vendor's documentation", async () => {
  await using mda = await startMda()
  const {'x-api-timestamp': time = '', authorization = ''} = authorized(mda.key)
  const headers = {'HTTP-X-API-TIMESTAMP': time, 'HTTP-AUTHORIZATION': authorization}

  expect((await mda.ask('GET', HOOK, {headers})).status).toBe(404)
})

test('any user name is accepted, even with a colon', async () => {
  await using mda = await startMda()

  for (const username of ['', 'bob@example.com', 'a:b']) {
    const headers = authorized(mda.key, {username})
    expect((await mda.ask('GET', HOOK, {headers})).status).toBe(404)
  }
})

test('a request without valid authentication is forbidden, with a reason', async () => {
  await using mda = await startMda()
  const right = authorized(mda.key)
  const {authorization = '', 'x-api-timestamp': timestamp = ''} = right
  const wrong = [
    [{}, 'X-API-TIMESTAMP and Authorization are needed'],
    [{authorization}, 'X-API-TIMESTAMP and Authorization are needed'],
    [{'x-api-timestamp': timestamp}, 'X-API-TIMESTAMP and Authorization are needed'],
    [authorized('another secret'), 'the password is wrong'],
    [{...right, 'x-api-timestamp': `${Number(timestamp) + 1}`}, 'the password is wrong'],
    [{...right, authorization: `Bearer ${mda.key}`}, 'the password is wrong'],
    [{...right, authorization: 'Basic !'}, 'the password is wrong'],
    [{...right, authorization: 'Basic'}, 'the password is wrong'],
    [authorized(mda.key, {timestamp: '1'}), "the timestamp is too far from the server's time"],
    [authorized(mda.key, {timestamp: 'now'}), "the timestamp is too far from the server's time"],
    [authorized(mda.key, {timestamp: '1e9'}), "the timestamp is too far from the server's time"],
  ] as const

  for (const [headers, message] of wrong) {
    expect(await mda.ask('GET', HOOK, {headers})).toEqual({
      status: 403,
      body: {status: 'forbidden', message},
    })
  }
})

test('a timestamp may be 5 minutes off, or as far as the assumption allows', async () => {
  const now = 1_800_000_000
  const clock = {now: () => now * 1000}
  await using usual = await startMda({clock})
  await using narrow = await startMda({clock, assumptions: {'mda.clockWindowSeconds': 10}})
  const statusAt = async (server: typeof usual, seconds: number) => {
    const headers = authorized(server.key, {timestamp: String(now + seconds)})
    return (await server.ask('GET', HOOK, {headers})).status
  }

  expect([await statusAt(usual, 300), await statusAt(usual, -300)]).toEqual([404, 404])
  expect([await statusAt(usual, 301), await statusAt(usual, -301)]).toEqual([403, 403])
  expect([await statusAt(narrow, 10), await statusAt(narrow, 11)]).toEqual([404, 403])
})

test('an unknown path or method is not found, and forbidden without authentication', async () => {
  await using mda = await startMda()
  const missing = {status: 404, body: {status: 'not found', message: 'no such address'}}

  expect(await mda.ask('GET', '/projects')).toEqual(missing)
  expect(await mda.ask('POST', HOOK)).toEqual(missing)
  expect(await mda.ask('GET', `${HOOK}/events`)).toEqual(missing)
  expect((await mda.ask('GET', '/projects', {headers: {}})).status).toBe(403)
})

test('a path that cannot be parsed is a bad request', async () => {
  await using mda = await startMda()

  expect(await raw(`${mda.url}/api/v1/projects/%zz/web_hook`)).toEqual({
    status: 400,
    body: {status: 'bad request', message: 'the address cannot be read'},
  })
})

/** Sends the path unchanged; fetch would correct it. */
async function raw(url: string) {
  const {origin} = new URL(url)
  const path = url.slice(origin.length)
  return new Promise((resolve, reject) => {
    const asking = request(origin, {path}, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve({status: answer.statusCode, body: JSON.parse(Buffer.concat(chunks).toString())}),
      )
    })
    asking.on('error', reject)
    asking.end()
  })
}
