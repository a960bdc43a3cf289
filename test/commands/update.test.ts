import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

const EVENT = 'video.source.recorded'
const NEW_WEBHOOK = {provider: 'apivideo', url: 'https://example.com/in', events: [EVENT]}

test('update changes only the given fields', async () => {
  await using emulator = await startEmulator()
  const {id} = await emulator.control.webhooks.create(NEW_WEBHOOK)
  const argv = ['update', id, '--url', 'https://example.com/new', '--json']

  const {stdout, exitStatus} = await hooks(argv, emulator.env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({id, url: 'https://example.com/new', events: [EVENT]})
  expect(stdout).toMatch(/"secret": "sig_…\w{4}"/)
  expect(await emulator.control.webhooks.get(id)).toMatchObject({url: 'https://example.com/new'})
})

test('the given events replace the previous ones', async () => {
  await using emulator = await startEmulator()
  const {id} = await emulator.control.webhooks.create(NEW_WEBHOOK)
  const events = ['video.caption.generated', 'video.summary.generated']

  await hooks(['update', id, '--events', events.join(',')], emulator.env)

  expect((await emulator.control.webhooks.get(id)).events).toEqual(events)
})

test('the secret can come from a file or from standard input, and is not shown', async () => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  const {id} = await emulator.control.webhooks.create(NEW_WEBHOOK)
  const file = path.join(folder.path, 'secret')
  await writeFile(file, 'sesame-from-a-file\n')
  const secret = async () => (await emulator.control.secrets(id)).secret

  const {stdout} = await hooks(['update', id, '--secret-file', file], emulator.env)
  const fromFile = await secret()
  await hooks(['update', id, '--secret-file', '-'], emulator.env, {stdin: 'sesame-from-stdin\n'})

  expect(stdout).not.toContain('sesame')
  expect(fromFile).toBe('sesame-from-a-file')
  expect(await secret()).toBe('sesame-from-stdin')
})

test('environment variables for create do not affect update', async () => {
  await using emulator = await startEmulator()
  const {id} = await emulator.control.webhooks.create(NEW_WEBHOOK)
  const env = {...emulator.env, HOOKS_URL: 'https://example.com/env', HOOKS_EVENTS: 'nope'}

  const {exitStatus, stderr} = await hooks(['update', id], env)

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('add --url, --events')
})

for (const [what, flags, hint] of [
  ['an unknown event', ['--events', 'video.caption.generatd'], 'video.caption.generated'],
  ['a URL that is not http', ['--url', 'ftp://example.com'], 'https://example.com'],
  ['an unknown option', ['--option', 'colour=red'], 'leave the option out'],
] as const) {
  test(`${what} exits 2 and changes nothing`, async () => {
    await using emulator = await startEmulator()
    const {id} = await emulator.control.webhooks.create(NEW_WEBHOOK)

    const {stdout, stderr, exitStatus} = await hooks(['update', id, ...flags], emulator.env)

    expect(exitStatus).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(hint)
    expect(await emulator.control.webhooks.get(id)).toMatchObject(NEW_WEBHOOK)
  })
}

test('an unknown id exits 4', async () => {
  await using emulator = await startEmulator()

  const {exitStatus} = await hooks(['update', 'nope', '--url', 'https://a.example'], emulator.env)

  expect(exitStatus).toBe(4)
})

test('--events exits 10 for a provider that sends every event', async () => {
  await using emulator = await startEmulator()
  const {id} = await emulator.control.webhooks.create({...NEW_WEBHOOK, provider: 'mda', events: []})

  const {stderr, exitStatus} = await hooks(['update', id, '--events', 'session.test'], emulator.env)

  expect(exitStatus).toBe(10)
  expect(stderr).toContain('leave the events out')
})

test('a vendor without update exits 10 and says what to do instead', async () => {
  await using vendor = await startVendor('apivideo', ({key}) => ({credentials: {apiKey: key}}))
  const argv = ['update', 'webhook_1', '--url', 'https://example.com/new', '--json']

  const {stdout, stderr, exitStatus} = await hooks(argv, vendor.env)

  expect(exitStatus).toBe(10)
  expect(stdout).toBe('')
  expect(JSON.parse(stderr).error).toMatchObject({
    message: 'api.video has no update',
    hint: expect.stringContaining('create it again'),
  })
})
