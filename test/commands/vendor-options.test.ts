import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {Receiver} from '../../src/receiver/receiver.ts'
import {type Emulator, startEmulator} from '../support/emulator.ts'
import {hooks, missingPath, temporaryFolder} from '../support/run.ts'

const OPTION = 'httpAuthorizationValue'
/** A placeholder for a path that does not exist. */
const MISSING = 'MISSING'
const CREATE = ['create', '--provider', 'mda', '--scope', '17']

/** Delivers an event to the only webhook, and returns the `Authorization` header it sends. */
async function readSentHeader(
  {control}: Emulator,
  receiver: Receiver,
): Promise<string | undefined> {
  await control.events.create({
    provider: 'mda',
    scope: '17',
    type: 'session.test',
    payload: {session_id: null, event_type: 'session.test', event_timestamp: 1},
  })
  const received = await receiver.waitForFirst(receiver.received.length + 1)
  return received.at(-1)?.headers['authorization']
}

test('create and update resolve a secret option that is given by reference', async () => {
  await using receiver = await Receiver.start()
  await using server = await startEmulator()
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'value')
  await writeFile(file, 'Basic from-a-file\n')
  const url = ['--url', receiver.url, '--option', 'enableHttpAuthorization=true']

  const created = await hooks(
    [...CREATE, ...url, '--option', `${OPTION}=file:${file}`, '--json'],
    server.env,
  )
  const first = await readSentHeader(server, receiver)
  const {id} = JSON.parse(created.stdout)
  const env = {...server.env, VALUE: 'Basic from-a-variable'}
  const updated = await hooks(['update', id, '--option', `${OPTION}=env:VALUE`], env)
  const second = await readSentHeader(server, receiver)

  expect([created.exitStatus, updated.exitStatus]).toEqual([0, 0])
  expect([first, second]).toEqual(['Basic from-a-file', 'Basic from-a-variable'])
  expect(created.stdout + updated.stdout).not.toContain('from-a')
})

for (const [what, value, message, hint] of [
  ['in plain text', 'Basic cGxhaW4=', 'is secret', `--option ${OPTION}=file:PATH`],
  [
    'by an unknown reference',
    'env:NOT_SET',
    'cannot resolve reference env:NOT_SET',
    'set the variable',
  ],
] as const) {
  test(`a secret option given ${what} exits 2, is not shown, and creates nothing`, async () => {
    await using server = await startEmulator()
    const argv = [...CREATE, '--url', 'example.com', '--option', `${OPTION}=${value}`]

    const {stderr, exitStatus} = await hooks(argv, server.env)

    expect(exitStatus).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
    expect(stderr).not.toContain('cGxhaW4')
    expect(await server.control.webhooks.list()).toEqual([])
  })
}

for (const [what, argv, hint] of [
  [
    'a misspelled value',
    ['--provider', 'vidyard', '--events', 'view', '--option', 'securityKeyIn=heder'],
    'did you mean securityKeyIn=header?',
  ],
  [
    'a value of another type',
    ['--provider', 'targetvideo', '--option', 'timeout=soon'],
    'hooks providers targetvideo',
  ],
  [
    'a misspelled boolean',
    ['--provider', 'mda', '--option', 'enableHttpAuthorization=ture'],
    'did you mean enableHttpAuthorization=true?',
  ],
  [
    'an option that does not match its schema',
    ['--provider', 'mda', '--option', 'customParameters={"client_id":1}'],
    'hooks providers mda',
  ],
  ['a misspelled name', ['--provider', 'targetvideo', '--option', 'timout=1'], 'timeout'],
  ['an invalid project', ['--provider', 'mda', '--scope', 'acme'], '--scope 42'],
  [
    'a secret file that does not exist',
    ['--provider', 'vidyard', '--events', 'view', '--secret-file', MISSING],
    'no such file',
  ],
  [
    'a secret file that is a folder',
    ['--provider', 'vidyard', '--events', 'view', '--secret-file', '/'],
    'give the path of a file',
  ],
] as const) {
  test(`${what} exits 2 with a hint`, async () => {
    await using server = await startEmulator()
    await using missing = await missingPath()

    const given = argv.map((word) => (word === MISSING ? missing.path : word))
    const create = ['create', '--url', 'https://example.com', ...given]
    const {stderr, exitStatus} = await hooks(create, server.env)

    expect([exitStatus, stderr]).toEqual([2, expect.stringContaining(hint)])
    expect(await server.control.webhooks.list()).toEqual([])
  })
}

test('a provider that does not match the profile is reported before credentials', async () => {
  for (const argv of [
    ['create', '--provider', 'targetvideo', '--url', 'https://example.com'],
    ['create', '--provider', 'mda', '--url', 'example.com'],
  ]) {
    const {stderr, exitStatus} = await hooks([...argv, '--profile', 'apivideo'])

    expect(exitStatus).toBe(2)
    expect(stderr).toContain(`profile apivideo belongs to apivideo, not to ${argv[2]}`)
    expect(stderr).not.toContain('login')
  }
})

test.each([
  ['mda.plainHttp=loopbak', 'did you mean mda.plainHttp=loopback?'],
  ['mda.plainHttp=somewhere', 'hooks providers mda'],
  ['mda.enabledByDefault=ture', 'did you mean mda.enabledByDefault=true?'],
  ['mda.clockWindowSecond=5', 'did you mean mda.clockWindowSeconds=…?'],
  ['mda.clockWindowSeconds', 'its default is mda.clockWindowSeconds=300'],
  ['mda.clockWindowSeconds=-1', 'hooks providers mda'],
  ['vidyard.retries=soon', 'hooks providers vidyard'],
  ['nonsense', 'hooks providers NAME'],
])('serve --assume %s exits 2 with a hint', async (pair, hint) => {
  const {stderr, exitStatus} = await hooks(['serve', '--assume', pair, '--store', 'memory:'])

  expect([exitStatus, stderr]).toEqual([2, expect.stringContaining(hint)])
})
