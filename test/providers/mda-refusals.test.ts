import {expect, test} from 'vitest'
import {authorized, startMda} from '../support/mda.ts'

const HOOK = '/projects/17/web_hook'

test.each([
  'client_id',
  'project_id',
  'session_id',
  'event_type',
  'event_timestamp',
  'ssl_version',
])('a custom parameter named %s is rejected', async (name) => {
  await using mda = await startMda()

  const {status, body} = await mda.ask('PUT', HOOK, {
    body: {endpoint: 'example.com', custom_parameters: {[name]: 1}},
  })

  expect(status).toBe(400)
  expect(body['message']).toContain(name)
  expect((await mda.ask('GET', HOOK)).status).toBe(404)
})

test.each([
  [{}, 'endpoint is missing'],
  [{endpoint: ''}, 'endpoint is not a string'],
  [{endpoint: null}, 'endpoint is not a string'],
  [{endpoint: 7}, 'endpoint is not a string'],
  [{endpoint: '/in'}, 'endpoint has no host'],
  [{endpoint: 'ftp://example.com'}, 'endpoint is not http or https'],
  [{endpoint: 'ann:secret@example.com'}, 'endpoint contains a user name or password'],
  [{endpoint: 'example.com:25'}, 'endpoint uses the blocked port 25'],
  [{endpoint: 'example.com', custom_parameters: [1]}, 'custom_parameters is not an object'],
  [{endpoint: 'example.com', custom_parameters: 'x'}, 'custom_parameters is not an object'],
  [
    {endpoint: 'example.com', http_authorization_value: 'a\r\nb: c'},
    'http_authorization_value is not a string of at most 4096 characters of printable ASCII',
  ],
  [[1], 'the body is not an object'],
  ['{', 'the body cannot be read'],
])('a PUT of %j is a bad request', async (body, message) => {
  await using mda = await startMda()
  const headers = {...authorized(mda.key), 'content-type': 'application/json'}

  expect(await mda.ask('PUT', HOOK, {headers, body})).toEqual({
    status: 400,
    body: {status: 'bad request', message},
  })
})

test('a body that is neither JSON nor a form is a bad request, and a very long one is too large', async () => {
  await using mda = await startMda()
  const headers = {...authorized(mda.key), 'content-type': 'text/csv'}

  const other = await mda.ask('PUT', HOOK, {headers, body: 'endpoint'})
  const endless = await mda.ask('PUT', HOOK, {body: {endpoint: 'x'.repeat(1024 * 1024)}})

  expect([other.status, other.body['status']]).toEqual([400, 'bad request'])
  expect([endless.status, endless.body['status']]).toEqual([413, 'payload too large'])
})

test('a project is an integer', async () => {
  await using mda = await startMda()

  for (const id of ['abc', '0', '-1', '1.5', '1'.repeat(16)]) {
    expect(await mda.ask('GET', `/projects/${id}/web_hook`)).toEqual({
      status: 400,
      body: {status: 'bad request', message: 'project_id is not an integer'},
    })
  }
})
