import {expect, test} from 'vitest'
import {authorized, startMda} from '../support/mda.ts'

const HOOK = '/projects/17/web_hook'
const FORM = {'content-type': 'application/x-www-form-urlencoded'}

test('a PUT creates the web hook, and returns it without its secret', async () => {
  await using mda = await startMda()

  const created = await mda.ask('PUT', HOOK, {
    body: {
      endpoint: 'example.com/in',
      enable_web_hook: 'true',
      enable_http_authorization: 'true',
      http_authorization_value: 'Token 1234',
      custom_parameters: {room: 'a1'},
    },
  })

  expect(created).toEqual({
    status: 200,
    body: {
      status: 'success',
      message: 'success',
      result: {
        client_id: 1,
        project_id: 17,
        endpoint: 'example.com/in',
        enable_http_authorization: true,
        enable_web_hook: true,
        customer_parameters: {room: 'a1'},
      },
    },
  })
})

test("GET returns the configuration, without custom parameters, as in the vendor's example", async () => {
  await using mda = await startMda()
  await mda.ask('PUT', HOOK, {body: {endpoint: 'example.com', custom_parameters: {a: 1}}})

  expect(await mda.ask('GET', HOOK)).toEqual({
    status: 200,
    body: {
      status: 'success',
      message: 'success',
      result: {
        client_id: 1,
        project_id: 17,
        endpoint: 'example.com',
        enable_http_authorization: false,
        enable_web_hook: true,
      },
    },
  })
})

test('a PUT changes what it names and nothing else', async () => {
  await using mda = await startMda()
  const first = {endpoint: 'example.com', custom_parameters: {a: 1}, http_authorization_value: 's'}
  await mda.ask('PUT', HOOK, {body: first})

  const {body} = await mda.ask('PUT', HOOK, {body: {enable_web_hook: false}})

  expect(body['result']).toMatchObject({
    endpoint: 'example.com',
    enable_web_hook: false,
    customer_parameters: {a: 1},
  })
  const [webhook] = await mda.control.webhooks.list({provider: 'mda'})
  expect(webhook).toMatchObject({state: 'disabled', scope: '17', url: 'example.com'})
  expect(JSON.stringify(webhook)).not.toContain('httpAuthorizationValue')
})

test('a form is accepted as well as JSON', async () => {
  await using mda = await startMda()
  const form = new URLSearchParams({
    endpoint: 'example.com/in?a=1',
    enable_web_hook: 'false',
    'custom_parameters[room]': 'a1',
    'custom_parameters[__proto__]': 'p',
  })

  const asked = {headers: {...authorized(mda.key), ...FORM}, body: form.toString()}
  const {status, body} = await mda.ask('PUT', HOOK, asked)

  expect(status).toBe(200)
  expect(body['result']).toMatchObject({endpoint: 'example.com/in?a=1', enable_web_hook: false})
  expect(JSON.stringify(body)).toContain('"customer_parameters":{"room":"a1","__proto__":"p"}')
})

test("a form's custom parameters may be JSON in one field", async () => {
  await using mda = await startMda()
  const body = 'endpoint=example.com&custom_parameters={"room":"a1"}'

  const answer = await mda.ask('PUT', HOOK, {
    headers: {...authorized(mda.key), ...FORM},
    body,
  })

  expect(answer.body['result']).toMatchObject({customer_parameters: {room: 'a1'}})
})

test('booleans may be strings or JSON booleans, and nothing else', async () => {
  await using mda = await startMda()
  await mda.ask('PUT', HOOK, {body: {endpoint: 'example.com'}})
  const put = (value: unknown) => mda.ask('PUT', HOOK, {body: {enable_web_hook: value}})

  for (const [given, shown] of [
    ['false', false],
    ['true', true],
    [false, false],
    [true, true],
  ]) {
    expect((await put(given)).body['result']).toMatchObject({enable_web_hook: shown})
  }
  for (const wrong of ['yes', 1, null, 'TRUE']) {
    expect(await put(wrong)).toEqual({
      status: 400,
      body: {status: 'bad request', message: 'enable_web_hook is neither true nor false'},
    })
  }
})

test('an endpoint with protocol is accepted and shown without it, or rejected if that is assumed', async () => {
  await using lenient = await startMda()
  await using strict = await startMda({assumptions: {'mda.endpointProtocol': 'refuse'}})
  const asked = {body: {endpoint: 'https://example.com/in?to=http://a'}}

  const {body} = await lenient.ask('PUT', HOOK, asked)
  const refused = await strict.ask('PUT', HOOK, asked)

  expect(body['result']).toMatchObject({endpoint: 'example.com/in?to=http://a'})
  expect([refused.status, refused.body['message']]).toEqual([
    400,
    'endpoint must not include a protocol',
  ])
})

test('a DELETE returns deleted, once', async () => {
  await using mda = await startMda()
  await mda.ask('PUT', HOOK, {body: {endpoint: 'example.com'}})

  expect(await mda.ask('DELETE', HOOK)).toEqual({
    status: 200,
    body: {status: 'success', message: 'success', result: 'deleted'},
  })
  expect((await mda.ask('DELETE', HOOK)).status).toBe(404)
})

test('a project without web hook has none to get, delete or test', async () => {
  await using mda = await startMda()
  await mda.ask('PUT', '/projects/18/web_hook', {body: {endpoint: 'example.com'}})
  const missing = {
    status: 404,
    body: {status: 'not found', message: 'the project has no web hook'},
  }

  expect(await mda.ask('GET', HOOK)).toEqual(missing)
  expect(await mda.ask('DELETE', HOOK)).toEqual(missing)
  expect(await mda.ask('POST', `${HOOK}/trigger_session_test`)).toEqual(missing)
})

test('many simultaneous PUTs create one web hook', async () => {
  await using mda = await startMda()
  const endpoints = Array.from({length: 8}, (_, n) => `example.com/${n}`)

  const answers = await Promise.all(
    endpoints.map((endpoint) => mda.ask('PUT', HOOK, {body: {endpoint}})),
  )

  expect(answers.map(({status}) => status)).toEqual(endpoints.map(() => 200))
  expect(await mda.control.webhooks.list({provider: 'mda'})).toHaveLength(1)
})

test('account, spelling and defaults follow the assumptions', async () => {
  await using mda = await startMda({
    assumptions: {
      'mda.clientId': 99,
      'mda.parametersSpelling': 'custom_parameters',
      'mda.getShowsParameters': true,
      'mda.enabledByDefault': false,
    },
  })

  await mda.ask('PUT', HOOK, {body: {endpoint: 'example.com'}})

  expect((await mda.ask('GET', HOOK)).body['result']).toEqual({
    client_id: 99,
    project_id: 17,
    endpoint: 'example.com',
    enable_http_authorization: false,
    enable_web_hook: false,
    custom_parameters: {},
  })
})
