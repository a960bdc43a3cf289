import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {HooksError} from '../../src/core/errors.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks, missingPath, scriptedPrompter, temporaryFolder} from '../support/run.ts'

const EVENT = 'video.source.recorded'
/** A placeholder for a path that does not exist. */
const MISSING = 'MISSING'
const CREATE = ['create', '--url', 'https://example.com/webhooks', '--events', EVENT]

test('create prints the webhook with its secrets in full', async () => {
  await using emulator = await startEmulator()

  const {stdout, stderr, exitStatus} = await hooks([...CREATE, '--json'], emulator.env)

  expect(exitStatus).toBe(0)
  expect(stderr).toBe('')
  const webhook = JSON.parse(stdout)
  expect(webhook).toMatchObject({
    provider: 'apivideo',
    url: 'https://example.com/webhooks',
    events: [EVENT],
    state: 'enabled',
    signingSecret: expect.stringMatching(/^whsec_[^…]+$/),
  })
  expect(webhook.secret).not.toContain('…')
  expect(await emulator.control.webhooks.list()).toMatchObject([{id: webhook.id}])
})

test('--events accepts commas and can be repeated', async () => {
  await using emulator = await startEmulator()
  const more = ['--events', 'video.caption.generated,video.summary.generated']

  const {stdout} = await hooks([...CREATE, ...more, '--json'], emulator.env)

  expect(JSON.parse(stdout).events).toEqual([
    EVENT,
    'video.caption.generated',
    'video.summary.generated',
  ])
})

test('without a terminal, all missing flags are reported at once', async () => {
  const {stderr, exitStatus} = await hooks(['create'])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('error: missing --url and --events\n')
})

test('on a terminal, create asks for missing values', async () => {
  await using emulator = await startEmulator()
  const url = 'https://example.com/asked'
  const prompter = scriptedPrompter([url, [EVENT]])
  const argv = ['create', '--provider', 'apivideo', '--json']

  const {stdout, exitStatus} = await hooks(argv, emulator.env, {prompter})

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({url, events: [EVENT]})
  expect(prompter.asked).toEqual(['URL to send deliveries to:', 'Which events?'])
})

test('on a terminal, create does not ask for values that were given', async () => {
  await using emulator = await startEmulator()
  const prompter = scriptedPrompter([])

  const {exitStatus} = await hooks(CREATE, emulator.env, {prompter})

  expect(exitStatus).toBe(0)
  expect(prompter.asked).toEqual([])
})

test('interrupting a question exits 130 and creates nothing', async () => {
  await using emulator = await startEmulator()
  const prompter = scriptedPrompter([new HooksError('cancelled', 'interrupted')])

  const {exitStatus} = await hooks(['create'], emulator.env, {prompter})

  expect(exitStatus).toBe(130)
  expect(await emulator.control.webhooks.list()).toEqual([])
})

for (const [what, argv, hint] of [
  [
    'an unknown event',
    [...CREATE, '--events', 'video.caption.generatd'],
    'video.caption.generated',
  ],
  [
    'a URL that is not http',
    ['create', '--url', 'ftp://example.com', '--events', EVENT],
    'https://example.com',
  ],
  ['an unknown option', [...CREATE, '--option', 'colour=red'], 'leave the option out'],
  ['a secret file that does not exist', [...CREATE, '--secret-file', MISSING], 'no such file'],
] as const) {
  test(`${what} exits 2 and creates nothing`, async () => {
    await using emulator = await startEmulator()
    await using missing = await missingPath()

    const given = argv.map((word) => (word === MISSING ? missing.path : word))
    const {stdout, stderr, exitStatus} = await hooks(given, emulator.env)

    expect(exitStatus).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(hint)
    expect(await emulator.control.webhooks.list()).toEqual([])
  })
}

test('the secret can come from a file or from standard input', async () => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'secret')
  await writeFile(file, 'sesame-from-a-file\n')

  const fromFile = await hooks([...CREATE, '--secret-file', file, '--json'], emulator.env)
  const argv = [...CREATE, '--secret-file', '-', '--json']
  const fromStdin = await hooks(argv, emulator.env, {stdin: 'sesame-from-stdin\n'})

  expect(JSON.parse(fromFile.stdout).secret).toBe('sesame-from-a-file')
  expect(JSON.parse(fromStdin.stdout).secret).toBe('sesame-from-stdin')
})

test('--provider must match the profile', async () => {
  const env = {HOOKS_PROFILE: 'apivideo', HOOKS_APIVIDEO_API_KEY: 'k', HOOKS_PROVIDER: 'apivideo'}

  const {stderr, exitStatus} = await hooks([...CREATE, '--provider', 'other'], env)

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('profile apivideo belongs to apivideo, not to other')
})

test('events can come from an environment variable, separated by commas', async () => {
  await using emulator = await startEmulator()
  const env = {...emulator.env, HOOKS_EVENTS: `${EVENT}, video.caption.generated`}

  const {stdout} = await hooks([...CREATE.slice(0, 3), '--json'], env)

  expect(JSON.parse(stdout).events).toEqual([EVENT, 'video.caption.generated'])
})
