import {expect, test} from 'vitest'
import {startControl} from '../support/control.ts'

const SCHEMA = {type: 'object', required: ['id'], properties: {id: {type: 'string'}}}
const TYPE = {description: 'An order was paid.', schema: SCHEMA, sample: {id: 'x'}}

test('an event type can be defined, read, listed, replaced and deleted', async () => {
  await using control = await startControl()
  const path = '/v1/event-types/order.paid'

  const made = await control.ask('PUT', path, {body: TYPE})
  const found = await control.ask('GET', path)
  const listed = await control.ask('GET', '/v1/event-types')
  const replaced = await control.ask('PUT', path, {body: {name: 'order.paid'}})
  const deleted = await control.ask('DELETE', path)
  const gone = await control.ask('DELETE', path)

  expect(made).toMatchObject({status: 201, json: {name: 'order.paid', ...TYPE}})
  expect(found).toMatchObject({status: 200, json: made.json})
  expect(listed.json).toEqual({eventTypes: [made.json]})
  expect(replaced.status).toBe(200)
  expect(Object.keys(replaced.json)).toEqual(['name', 'createdAt', 'updatedAt'])
  expect(deleted).toMatchObject({status: 200, json: {name: 'order.paid'}})
  expect(gone).toMatchObject({status: 404, json: {error: {code: 'not_found'}}})
  expect((await control.ask('GET', path)).status).toBe(404)
})

test('an invalid type is 400 and is not stored', async () => {
  await using control = await startControl()

  for (const body of [
    {schema: {type: 'strng'}},
    {schema: {$ref: 'https://example.com/schema.json'}},
    {schema: []},
    {schema: SCHEMA, sample: {id: 1}},
    {sample: 'text'},
    {description: ''},
    {name: 'another'},
    {unknown: 1},
    '{"schema":{"__proto__":{}}}',
    'nonsense',
  ]) {
    const {status, json} = await control.ask('PUT', '/v1/event-types/a', {body})
    expect([body, status, json.error.code]).toEqual([body, 400, 'usage'])
  }
  for (const name of ['__proto__', '-a', 'a%20b', '%2e%2e', 'x'.repeat(129)]) {
    const {status} = await control.ask('PUT', `/v1/event-types/${name}`, {body: {}})
    expect([name, status >= 400 && status < 500]).toEqual([name, true])
  }
  expect((await control.ask('GET', '/v1/event-types')).json).toEqual({eventTypes: []})
})

test('event types require the server key', async () => {
  await using control = await startControl()
  const headers = {authorization: undefined}

  for (const [method, path] of [
    ['GET', '/v1/event-types'],
    ['GET', '/v1/event-types/a'],
    ['PUT', '/v1/event-types/a'],
    ['DELETE', '/v1/event-types/a'],
  ] as const) {
    const body = method === 'PUT' ? {} : undefined
    expect((await control.ask(method, path, {headers, body})).status).toBe(401)
  }
})

test('a payload must match the schema of its type, unless forced or its type is gone', async () => {
  await using control = await startControl()
  await control.ask('PUT', '/v1/event-types/order.paid', {body: TYPE})
  const post = async (payload: object, rest = {}) => {
    const body = {provider: 'standard', type: 'order.paid', payload, ...rest}
    return control.ask('POST', '/v1/events', {body})
  }

  const refused = await post({id: 1})
  expect(refused.status).toBe(400)
  expect(refused.json.error.message).toBe(
    'the payload does not match the schema of order.paid: payload.id must be string',
  )
  expect((await control.ask('GET', '/v1/events')).json.events).toEqual([])
  expect((await post({id: 'x'})).status).toBe(202)
  expect((await post({id: 1}, {force: true})).status).toBe(202)

  await control.ask('DELETE', '/v1/event-types/order.paid')
  expect((await post({id: 1})).status).toBe(202)
})

test('a schema that takes too long blocks neither the request nor the server', async () => {
  await using control = await startControl()
  const schema = {properties: {a: {type: 'string', pattern: '^(a+)+$'}}}
  await control.ask('PUT', '/v1/event-types/slow', {body: {schema}})
  const payload = {a: `${'a'.repeat(60)}b`}

  const answer = await control.ask('POST', '/v1/events', {
    body: {provider: 'standard', type: 'slow', payload},
  })

  expect(answer.status).toBe(400)
  expect(answer.json.error.message).toMatch(/takes more than 100 ms/)
  expect((await control.ask('GET', '/healthz')).status).toBe(200)
})
