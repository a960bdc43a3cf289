import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {Receiver, type ReceiverAnswer} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder} from '../support/run.ts'

test('create, list, update, disable, get and delete act on the project that --scope names', async () => {
  await using mda = await vendor()
  const run = (...argv: string[]) => hooks([...argv, '--scope', '17', '--json'], mda.env)
  const create = ['create', '--url', 'https://example.com/in']

  const created = await run(...create, '--option', 'customParameters={"room":"a1"}')
  const again = await run(...create)
  const listed = await run('list')
  const updated = await run('update', '17', '--url', 'example.org/in')
  const disabled = await run('disable', '17')
  const got = await run('get', '17')
  const gone = await run('delete', '17', '--yes')
  const missing = await run('get', '17')

  expect(JSON.parse(created.stdout)).toMatchObject({
    id: '17',
    options: {customParameters: {room: 'a1'}},
  })
  expect([again.exitStatus, JSON.parse(again.stderr).error.code]).toEqual([9, 'rejected'])
  expect(JSON.parse(again.stderr).error.hint).toContain('hooks update 17')
  expect(JSON.parse(listed.stdout).webhooks).toMatchObject([{id: '17', state: 'enabled'}])
  expect(JSON.parse(updated.stdout)).toMatchObject({url: 'https://example.org/in'})
  expect(disabled.exitStatus).toBe(0)
  expect(JSON.parse(got.stdout)).toMatchObject({state: 'disabled', url: 'https://example.org/in'})
  expect([gone.exitStatus, missing.exitStatus]).toEqual([0, 4])
})

test('a custom parameter that collides with a fixed field exits 2, at create and at update', async () => {
  await using mda = await vendor()
  const run = (...argv: string[]) => hooks([...argv, '--scope', '17'], mda.env)
  const colliding = ['--option', 'customParameters={"client_id":1}']
  const create = ['create', '--url', 'https://example.com/in']

  const refused = await run(...create, ...colliding)
  await run(...create)
  const unchanged = await run('update', '17', ...colliding)

  for (const {exitStatus, stderr} of [refused, unchanged]) {
    expect(exitStatus).toBe(2)
    expect(stderr).toContain('hold client_id in customParameters')
  }
})

test('an invalid endpoint exits 2 and shows a valid example', async () => {
  await using emulator = await startEmulator()

  const create = ['create', '--provider', 'mda', '--url', 'a b']
  const {stderr, exitStatus} = await hooks(create, emulator.env)

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('hint: use a URL like example.com/webhooks')
})

test.each([
  [{}, 0, {state: 'delivered', code: 200}],
  [{status: 404}, 7, {state: 'failed', code: 404}],
  ['drop', 6, {state: 'failed', reason: 'reset'}],
] satisfies [ReceiverAnswer, number, object][])(
  'trigger session.test makes the vendor send a test; a receiver that responds with %j exits %i',
  async (answer, exitStatus, delivery) => {
    await using receiver = await Receiver.start({answer: () => answer})
    await using mda = await vendor()
    await mda.emulator.control.webhooks.create({
      provider: 'mda',
      scope: '17',
      url: receiver.url,
      events: [],
    })

    const ran = await hooks(['trigger', 'session.test', '--scope', '17', '--json'], mda.env)

    expect(ran.exitStatus).toBe(exitStatus)
    expect(receiver.received).toHaveLength(1)
    expect(JSON.parse(ran.stdout)).toMatchObject({sentBy: 'vendor', deliveries: [delivery]})
  },
)

test('without a project, the error asks for it', async () => {
  await using mda = await vendor()

  const {exitStatus, stderr} = await hooks(['list', '--json'], mda.env)

  expect(exitStatus).toBe(2)
  expect(JSON.parse(stderr).error.hint).toContain('--scope')
})

test('the local server accepts an endpoint without protocol, and plays the life of a session', async () => {
  await using receiver = await Receiver.start()
  await using emulator = await startEmulator()
  const url = receiver.url.replace('http://', '')
  await hooks(['create', '--provider', 'mda', '--scope', '17', '--url', url], emulator.env)

  const {exitStatus} = await hooks(
    ['trigger', '--scenario', 'session-life', '--speed', 'max', '--scope', '17'],
    emulator.env,
  )

  const bodies = receiver.received.map(({body}) => JSON.parse(body.toString()))
  expect(exitStatus).toBe(0)
  expect(bodies.map(({event_type}) => event_type)).toEqual([
    'session.create',
    'session.update',
    'session.delete',
    'session.update',
  ])
  expect(new Set(bodies.map(({session_id}) => session_id)).size).toBe(1)
  expect(bodies[0]).toMatchObject({project_id: 17, ssl_version: 1.2})
})

/** Mobile Data Anywhere's profile, with the emulator's URL as its base URL. */
async function vendor() {
  await using stack = new AsyncDisposableStack()
  const emulator = stack.use(await startEmulator({assumptions: {'mda.getShowsParameters': true}}))
  const folder = stack.use(await temporaryFolder())
  const credentials = {username: 'ann', apiSecret: emulator.key}
  const profiles = {mda: {baseUrl: emulator.url, credentials}}
  const file = path.join(folder.path, 'config.json')
  await writeFile(file, JSON.stringify({profile: 'mda', profiles}), {mode: 0o600})
  const owned = stack.move()
  return {
    emulator,
    env: {HOOKS_CONFIG_DIR: folder.path},
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
