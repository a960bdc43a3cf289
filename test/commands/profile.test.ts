import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {startKeychain} from '../support/keychain.ts'
import {hooks, scriptedPrompter, temporaryFolder} from '../support/run.ts'

async function createConfig() {
  const folder = await temporaryFolder()
  const file = path.join(folder.path, 'config.json')
  const read = async () => JSON.parse(await readFile(file, 'utf8'))
  return {...folder, file, read, env: {HOOKS_CONFIG_DIR: folder.path}}
}

const STAGING = ['login', '--profile', 'staging', '--vendor', 'apivideo-sandbox']

test('login creates a profile with its own URL and scope, which commands then use', async () => {
  await using emulator = await startEmulator()
  await using config = await createConfig()
  const argv = [...STAGING, '--base-url', `${emulator.url}/`, '--scope', '7', '--key-file', '-']

  const login = await hooks(argv, config.env, {stdin: emulator.key})
  const list = await hooks(['list', '--profile', 'staging', '--json'], config.env)

  expect(login.exitStatus).toBe(0)
  expect(JSON.parse(list.stdout)).toEqual({webhooks: []})
  expect((await config.read()).profiles.staging).toEqual({
    provider: 'apivideo',
    baseUrl: emulator.url,
    scope: '7',
    credentials: {apiKey: emulator.key},
  })
})

test('on a terminal, login asks which vendor a new profile is for', async () => {
  await using config = await createConfig()
  const prompter = scriptedPrompter(['apivideo-sandbox', 'typed-key'])

  const {exitStatus} = await hooks(['login', '--profile', 'mine', '--no-check'], config.env, {
    prompter,
    terminal: true,
  })

  expect(exitStatus).toBe(0)
  expect(prompter.asked).toEqual(['Which vendor is the new profile mine for?', 'API key:'])
  expect((await config.read()).profiles.mine).toMatchObject({provider: 'apivideo'})
})

test.each([
  [['login', '--profile', 'new', '--key-file', '-'], 'unknown profile'],
  [
    ['login', '--profile', 'a b', '--vendor', 'mda', '--key-file', '-'],
    'is not a valid profile name',
  ],
  [['login', '--profile', 'new', '--vendor', 'nope', '--key-file', '-'], 'unknown vendor'],
  [['login', '--profile', 'mda', '--vendor', 'vidyard', '--key-file', '-'], 'is built in'],
  [['login', '--vendor', 'mda', '--key-file', '-'], 'is reserved for a hooks server'],
  [[...STAGING, '--base-url', 'http://api.test', '--key-file', '-'], 'is not an https URL'],
  [[...STAGING, '--api-url', 'http://127.0.0.1:1', '--key-file', '-'], '--base-url http://127'],
  [[...STAGING, '--base-url', 'https://a:b@api.test', '--key-file', '-'], 'origin and a path'],
  [[...STAGING, '--credential', 'apiKey=plainValue'], 'must be a reference'],
  [[...STAGING, '--credential', 'plainValue'], 'must start with the name'],
])('%j is a usage error', async (argv, words) => {
  await using config = await createConfig()

  const {stderr, stdout, exitStatus} = await hooks(argv, config.env, {stdin: 'a-key'})

  expect({stdout, exitStatus}).toEqual({stdout: '', exitStatus: 2})
  expect(stderr).toContain(words)
  expect(stderr).not.toContain('plainValue')
})

test('login to a vendor without an API for webhooks says what to do instead', async () => {
  await using config = await createConfig()

  const argv = ['login', '--profile', 'new', '--vendor', 'targetvideo', '--key-file', '-']
  const {stderr, exitStatus} = await hooks(argv, config.env, {stdin: 'a-key'})

  expect(exitStatus).toBe(10)
  expect(stderr).toContain('TargetVideo has no API for webhooks')
  expect(stderr).toContain('web console')
})

test('a reference given by flag is saved unchanged', async () => {
  await using config = await createConfig()

  await hooks([...STAGING, '--credential', 'apiKey=env:STAGING_KEY', '--no-check'], config.env)

  expect((await config.read()).profiles.staging.credentials).toEqual({apiKey: 'env:STAGING_KEY'})
})

test.runIf(process.platform === 'linux')(
  'a keychain stores the secret, provides it, and forgets it at logout',
  async () => {
    await using emulator = await startEmulator()
    await using keychain = await startKeychain()
    await using config = await createConfig()
    const env = {...config.env, ...keychain.env}
    const url = ['--base-url', emulator.url, '--key-file', '-', '--keychain']

    await hooks([...STAGING, ...url], env, {stdin: emulator.key})
    const stored = await config.read()
    const list = await hooks(['list', '--profile', 'staging', '--json'], env)
    const kept = await keychain.kept('staging.apiKey')
    const logout = await hooks(['logout', '--profile', 'staging'], env)

    expect(stored.profiles.staging.credentials).toEqual({apiKey: 'keychain:staging.apiKey'})
    expect(kept).toBe(emulator.key)
    expect(list.exitStatus).toBe(0)
    expect(logout.exitStatus).toBe(0)
    expect(await keychain.kept('staging.apiKey')).toBeUndefined()
  },
)

test('without a keychain --keychain names the alternatives, and nothing is saved', async () => {
  await using config = await createConfig()
  await using empty = await temporaryFolder()
  const argv = [...STAGING, '--key-file', '-', '--keychain', '--no-check']

  const {stderr, exitStatus} = await hooks(
    argv,
    {...config.env, PATH: empty.path},
    {stdin: 'a-key'},
  )

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('no supported keychain found')
  expect(stderr).toContain('env:NAME')
  await expect(config.read()).rejects.toThrow('ENOENT')
})

test('profile use makes a profile current, and says when something overrides it', async () => {
  await using config = await createConfig()

  const plain = await hooks(['profile', 'use', 'mda', '-o', 'table'], config.env)
  const shadowed = await hooks(['profile', 'use', 'vidyard', '-o', 'table'], {
    ...config.env,
    HOOKS_PROFILE: 'local',
  })

  expect(plain.stderr).toBe('Commands use profile mda from now on.\n')
  expect(shadowed.stderr).toContain('note: here HOOKS_PROFILE takes precedence, with local.')
  expect(await config.read()).toEqual({profile: 'vidyard'})
})

test('profile list shows built-in and stored profiles, and no secret', async () => {
  await using config = await createConfig()
  await hooks([...STAGING, '--key-file', '-', '--no-check'], config.env, {stdin: 'verySecretKey'})
  await hooks(['profile', 'use', 'staging'], config.env)

  const {stdout} = await hooks(['profile', 'list', '--json'], config.env)
  const table = await hooks(['profile', 'list'], config.env, {terminal: true})

  const {profiles} = JSON.parse(stdout)
  expect(profiles.map(({name}: {name: string}) => name)).toEqual(
    expect.arrayContaining(['local', 'apivideo', 'apivideo-sandbox', 'vidyard', 'mda', 'staging']),
  )
  expect(profiles.at(-1)).toEqual({
    name: 'staging',
    current: true,
    provider: 'apivideo',
    url: 'https://sandbox.api.video',
    credentials: 'stored',
    builtIn: false,
  })
  expect(stdout + table.stdout).not.toContain('verySecretKey')
  expect(table.stdout).toMatch(/\*.*staging/)
})

test('profile remove removes everything, and local is current again', async () => {
  await using config = await createConfig()
  await hooks([...STAGING, '--key-file', '-', '--no-check'], config.env, {stdin: 'a-key'})
  await hooks(['profile', 'use', 'staging'], config.env)
  const argv = ['profile', 'remove', 'staging']

  const unasked = await hooks(argv, config.env)
  const prompter = scriptedPrompter([true])
  const asked = await hooks([...argv, '-o', 'table'], config.env, {prompter, terminal: true})

  expect(unasked.exitStatus).toBe(2)
  expect(unasked.stderr).toContain('--yes')
  expect(prompter.asked).toEqual(['Remove profile staging?'])
  expect(asked.stderr).toContain('Commands use profile local from now on.')
  expect(await config.read()).toEqual({profiles: {}})
})

test.each(['nope', 'apivideo', 'local'])('profile remove of %s exits 2', async (name) => {
  const {exitStatus} = await hooks(['profile', 'remove', name, '--yes'])

  expect(exitStatus).toBe(2)
})

test('logout removes the credentials and keeps the rest; repeating it is not an error', async () => {
  await using config = await createConfig()
  await hooks([...STAGING, '--key-file', '-', '--no-check'], config.env, {stdin: 'a-key'})
  const argv = ['logout', '--profile', 'staging', '--json']

  const first = await hooks(argv, config.env)
  const second = await hooks(argv, config.env, {terminal: true})

  expect(JSON.parse(first.stdout).removed).toEqual(['apiKey'])
  expect(JSON.parse(second.stdout).removed).toEqual([])
  expect([first.exitStatus, second.exitStatus]).toEqual([0, 0])
  expect((await config.read()).profiles.staging).toEqual({
    provider: 'apivideo',
    baseUrl: 'https://sandbox.api.video',
  })
})

test('logout of an unknown profile exits 2', async () => {
  const {exitStatus} = await hooks(['logout', '--profile', 'apivido'])

  expect(exitStatus).toBe(2)
})
