import {randomBytes} from 'node:crypto'
import {mkdir, open, readdir, rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {VirtualClock} from '../../src/core/clock.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder, type Ran} from '../support/run.ts'

const EVENT = 'video.source.recorded'
const DAY_MS = 24 * 60 * 60 * 1000

function findProblem({stdout}: Ran, check: string) {
  const {findings}: {findings: Record<'check' | 'message' | 'hint' | 'status', string>[]} =
    JSON.parse(stdout)
  return findings.find((each) => each.check === check && each.status !== 'ok')
}

/** A server with a webhook whose receiver responds with this status, and one event for it. */
async function startWithReceiver(status: number) {
  await using stack = new AsyncDisposableStack()
  const clock = new VirtualClock(Date.now())
  const emulator = stack.use(await startEmulator({clock, retries: '1d,1d,1d,1d,1d,1d,1d,1d'}))
  const receiver = stack.use(await Receiver.start({answer: () => ({status})}))
  const {control} = emulator
  const webhook = {provider: 'apivideo', url: receiver.url, events: [EVENT]}
  const {id} = await control.webhooks.create(webhook)
  await control.events.create({provider: 'apivideo', type: EVENT, payload: {}, force: true})
  const owned = stack.move()
  return {
    id,
    control,
    examine: () => hooks(['doctor', '--json'], emulator.env),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

test('doctor reports deliveries that keep failing, but not a single failed attempt', async () => {
  await using server = await startWithReceiver(500)
  await server.control.clock.advance({ms: 0})
  const once = await server.examine()

  await server.control.clock.advance({ms: 3 * DAY_MS})
  const often = await server.examine()

  const [delivery] = (await server.control.deliveries.list()).deliveries
  expect(findProblem(once, `webhook ${server.id}`)).toBeUndefined()
  expect(often.exitStatus).toBe(8)
  expect(findProblem(often, `webhook ${server.id}`)).toMatchObject({
    status: 'fail',
    message: expect.stringMatching(/^its last delivery failed in \d attempts: answer 500$/),
    hint: `see why with: hooks deliveries get ${delivery?.id}; then fix the receiver`,
  })
})

test.each([
  [410, 0, 'disabled automatically: its receiver answered 410 Gone'],
  [500, 7 * DAY_MS, 'disabled automatically: its receiver has failed for days'],
])('doctor reports a webhook that hooks disabled after %i', async (status, ms, message) => {
  await using server = await startWithReceiver(status)
  await server.control.clock.advance({ms})

  const ran = await server.examine()

  expect(ran.exitStatus).toBe(8)
  expect(findProblem(ran, `webhook ${server.id}`)).toMatchObject({
    message,
    hint: `fix the receiver, then run: hooks enable ${server.id}; or remove the webhook: hooks delete ${server.id}`,
  })
})

/** The folders that a stopped server left behind, with its store and its key. */
async function prepareFolders() {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const store = path.join(folder.path, 'data', 'hooks.db')
  const key = path.join(folder.path, 'config', 'encryption.key')
  await mkdir(path.dirname(key), {mode: 0o700})
  const encryptionKey = randomBytes(32)
  await writeFile(key, encryptionKey.toString('base64'), {mode: 0o600})
  await using server = await startEmulator({store, encryptionKey})
  await server.control.webhooks.list()
  const owned = stack.move()
  const env = {HOOKS_CONFIG_DIR: path.dirname(key), HOOKS_DATA_DIR: path.dirname(store)}
  return {
    store,
    key,
    files: () => readdir(path.dirname(store)),
    examine: () => hooks(['doctor', '--json'], env),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

test('doctor reports a store that its key cannot decrypt, and changes no file', async () => {
  await using folders = await prepareFolders()
  const {key, store} = folders
  const files = await folders.files()

  const right = await folders.examine()
  await writeFile(key, randomBytes(32).toString('base64'))
  const other = await folders.examine()
  await rm(key)
  const none = await folders.examine()

  const hint = expect.stringContaining('hooks serve --encryption-key-file FILE')
  expect(findProblem(right, 'store')).toBeUndefined()
  const wrong = `the encryption key ${key} cannot decrypt the secrets of ${store}`
  expect(findProblem(other, 'store')).toMatchObject({message: wrong, hint})
  const missing = `the encryption key of its secrets is missing: ${key}`
  expect(findProblem(none, 'store')).toMatchObject({message: missing, hint})
  expect(await folders.files()).toEqual(files)
})

test('doctor reports a damaged store', async () => {
  await using folders = await prepareFolders()
  {
    await using handle = await open(folders.store, 'r+')
    await handle.write(Buffer.alloc(8192, 7), 0, 8192, 4096)
  }

  const ran = await folders.examine()

  expect(findProblem(ran, 'store')).toMatchObject({message: `${folders.store} is damaged`})
})
