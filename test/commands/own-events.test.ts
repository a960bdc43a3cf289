import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {answering} from '../support/answering-server.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder} from '../support/run.ts'

const SCHEMA = {
  type: 'object',
  required: ['id', 'total'],
  properties: {
    id: {type: 'string', format: 'uuid'},
    at: {type: 'string', format: 'date-time'},
    total: {type: 'number', minimum: 5},
  },
}
const DEFINE = ['events', 'define', 'order.paid']

test('a defined type is listed with the others, and shown with its fields', async () => {
  await using emulator = await startEmulator()
  const stdin = JSON.stringify(SCHEMA)
  const flags = ['--schema', '-', '--description', 'An order was paid.']

  const defined = await hooks([...DEFINE, ...flags, '--json'], emulator.env, {stdin})
  const listed = await hooks(['events', '--json'], emulator.env)
  const shown = await hooks(['events', 'order.paid', '--json'], emulator.env)

  expect(JSON.parse(defined.stdout)).toMatchObject({name: 'order.paid', schema: SCHEMA})
  const summary = {name: 'order.paid', provider: 'standard', description: 'An order was paid.'}
  const {events} = JSON.parse(listed.stdout)
  expect(events).toContainEqual(summary)
  expect(events).toContainEqual(expect.objectContaining({name: 'video.source.recorded'}))
  expect(JSON.parse(shown.stdout)).toMatchObject({
    ...summary,
    fields: [{name: 'id', required: true}, {name: 'at'}, {name: 'total', example: 5}],
    sample: {total: 5},
  })
})

test('create and trigger work with a defined type, without naming its provider', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  const stdin = JSON.stringify(SCHEMA)
  await hooks([...DEFINE, '--schema', '-'], emulator.env, {stdin})
  const now = new Date('2026-05-06T07:08:09.000Z')

  const create = ['create', '--events', 'order.paid', '--url', receiver.url, '--json']
  const created = await hooks(create, emulator.env)
  const triggered = await hooks(['trigger', 'order.paid', '--json'], emulator.env, {now})
  const refused = await hooks(['trigger', 'order.paid', '--set', 'total=1'], emulator.env)

  expect(JSON.parse(created.stdout)).toMatchObject({provider: 'standard', events: ['order.paid']})
  expect(triggered.exitStatus).toBe(0)
  const body = JSON.parse(receiver.asked[0]?.body ?? '')
  expect(body).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    at: now.toISOString(),
    total: 5,
  })
  expect(body.id).not.toMatch(/^0000/)
  expect(refused.exitStatus).toBe(2)
  expect(refused.stderr).toContain('payload.total must be >= 5')
})

test('a type that is not defined requires --provider', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  const create = ['create', '--url', receiver.url, '--events', 'user.left']
  const standard = ['--provider', 'standard']

  const refused = await hooks(create, emulator.env)
  const created = await hooks([...create, ...standard], emulator.env)
  const triggered = await hooks(['trigger', 'user.left', ...standard], emulator.env)
  const shown = await hooks(['events', 'user.left', ...standard], emulator.env)
  const malformed = await hooks(['trigger', 'user left', ...standard], emulator.env)

  expect(refused.exitStatus).toBe(2)
  expect(refused.stderr).toContain('for your own event types, add --provider standard')
  expect([created.exitStatus, triggered.exitStatus]).toEqual([0, 0])
  expect(JSON.parse(receiver.asked[0]?.body ?? '')).toMatchObject({type: 'user.left', data: {}})
  expect([shown.exitStatus, malformed.exitStatus]).toEqual([4, 2])
  expect(malformed.stderr).toContain('"user left" is not a valid name for an event type')
})

test("a vendor's event takes precedence over a custom one of the same name", async () => {
  await using emulator = await startEmulator()
  const name = 'video.source.recorded'
  await hooks(['events', 'define', name], emulator.env)
  const create = ['create', '--url', 'https://example.com', '--events', name, '--json']

  const vendors = await hooks(create, emulator.env)
  const own = await hooks([...create, '--provider', 'standard'], emulator.env)

  expect(JSON.parse(vendors.stdout).provider).toBe('apivideo')
  expect(JSON.parse(own.stdout).provider).toBe('standard')
})

test('defining a type again replaces it as a whole, and undefining it twice exits 4', async () => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  const sample = path.join(folder.path, 'sample.json')
  await writeFile(sample, '{"a":1}')
  await hooks([...DEFINE, '--description', 'Old.'], emulator.env)

  const replaced = await hooks([...DEFINE, '--sample', sample, '--json'], emulator.env)
  const first = await hooks(['events', 'undefine', 'order.paid', '--json'], emulator.env)
  const second = await hooks(['events', 'undefine', 'order.paid'], emulator.env)

  const type = JSON.parse(replaced.stdout)
  expect(type.sample).toEqual({a: 1})
  expect(type).not.toHaveProperty('description')
  expect(JSON.parse(first.stdout)).toEqual({name: 'order.paid'})
  expect(second.exitStatus).toBe(4)
})

test.each([
  ['[]', 'the schema in - is not a JSON object'],
  ['{', 'the schema in - is not JSON'],
  [' ', 'standard input is empty'],
  ['{"type":"strng"}', 'the schema is not a valid JSON Schema'],
  ['{"$ref":"https://example.com/x"}', 'the schema refers to another schema'],
])('the schema %j is rejected in one line', async (stdin, message) => {
  await using emulator = await startEmulator()

  const {stderr, exitStatus} = await hooks([...DEFINE, '--schema', '-'], emulator.env, {stdin})

  expect(exitStatus).toBe(2)
  expect(stderr).toContain(`error: ${message}`)
})

test('custom types need a server: exit 6 if it is unreachable, 10 at a vendor', async () => {
  const env = {HOOKS_API_URL: 'http://127.0.0.1:2', HOOKS_SERVER_KEY: 'k'}

  const unreachable = await hooks(['events', '--provider', 'standard'], env)
  const vendor = await hooks(DEFINE, {HOOKS_PROFILE: 'apivideo', HOOKS_APIVIDEO_API_KEY: 'k'})

  expect(unreachable.exitStatus).toBe(6)
  expect(vendor.exitStatus).toBe(10)
})

test('the secret shown for a webhook with a key pair is its public key', async () => {
  await using emulator = await startEmulator()
  const url = ['--url', 'https://example.com', '--events', 'a', '--provider', 'standard']
  const create = ['create', ...url, '--option', 'signature=v1a', '--json']
  const {id, publicKey} = JSON.parse((await hooks(create, emulator.env)).stdout)

  const text = await hooks(['secret', 'get', id, '--reveal', '--format', 'text'], emulator.env)
  const env = await hooks(['secret', 'get', id, '--reveal', '--format', 'env'], emulator.env)

  expect(text.stdout).toBe(`${publicKey}\n`)
  expect(env.stdout).toBe(`WEBHOOK_PUBLIC_KEY='${publicKey}'\n`)
})
