import {readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {hooks, scriptedPrompter, temporaryFolder} from '../support/run.ts'

/** A configuration in which the profile of the vendor points to the emulator. */
async function writeConfig(url: string) {
  const folder = await temporaryFolder()
  const file = path.join(folder.path, 'config.json')
  await writeFile(file, JSON.stringify({profiles: {apivideo: {baseUrl: url}}}), {mode: 0o600})
  const read = async () => JSON.parse(await readFile(file, 'utf8'))
  return {...folder, file, read, env: {HOOKS_CONFIG_DIR: folder.path, HOOKS_PROFILE: 'apivideo'}}
}

test('login asks for the credential, checks it and saves it', async () => {
  await using emulator = await startEmulator()
  await using config = await writeConfig(emulator.url)
  const prompter = scriptedPrompter([emulator.key])

  const {stdout, stderr, exitStatus} = await hooks(['login', '-o', 'table'], config.env, {prompter})

  expect(exitStatus).toBe(0)
  expect(prompter.asked).toEqual(['API key:'])
  expect(stdout + stderr).not.toContain(emulator.key)
  expect((await config.read()).profiles.apivideo).toEqual({
    baseUrl: emulator.url,
    credentials: {apiKey: emulator.key},
  })
})

test('a credential that the vendor rejects exits 3 and is not saved', async () => {
  await using emulator = await startEmulator()
  await using config = await writeConfig(emulator.url)
  const before = await config.read()

  const {exitStatus} = await hooks(['login', '--key-file', '-'], config.env, {stdin: 'wrong\n'})

  expect(exitStatus).toBe(3)
  expect(await config.read()).toEqual(before)
})

test('--no-check saves a credential without checking it', async () => {
  await using config = await writeConfig('http://127.0.0.1:1')
  const argv = ['login', '--key-file', '-', '--no-check', '--json']

  const {stdout, exitStatus} = await hooks(argv, config.env, {stdin: 'untried\n'})

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout)).toEqual({profile: 'apivideo', checked: false, file: config.file})
  expect((await config.read()).profiles.apivideo.credentials).toEqual({apiKey: 'untried'})
})

test('a reference is saved unchanged, and resolved when it is used', async () => {
  await using emulator = await startEmulator()
  await using config = await writeConfig(emulator.url)
  const env = {...config.env, HOOKS_TEST_KEY: emulator.key}

  const login = await hooks(['login', '--key-file', '-'], env, {stdin: 'env:HOOKS_TEST_KEY'})
  const list = await hooks(['list', '--json'], env)

  expect(login.exitStatus).toBe(0)
  expect((await config.read()).profiles.apivideo.credentials).toEqual({
    apiKey: 'env:HOOKS_TEST_KEY',
  })
  expect(JSON.parse(list.stdout)).toEqual({webhooks: []})
})

test('several credentials are asked for in turn, and only secrets are hidden', async () => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'config.json')
  const profiles = {mda: {baseUrl: emulator.url, scope: '7'}}
  await writeFile(file, JSON.stringify({profile: 'mda', profiles}), {mode: 0o600})
  const prompter = scriptedPrompter(['somebody', emulator.key])
  const env = {HOOKS_CONFIG_DIR: folder.path}

  const login = await hooks(['login', '--json'], env, {prompter})
  const whoami = await hooks(['whoami', '--json'], env)

  expect(login.exitStatus).toBe(0)
  expect(prompter.asked).toEqual(['user name:', 'API secret:'])
  expect(JSON.parse(login.stdout)).toMatchObject({profile: 'mda', checked: true})
  expect(JSON.parse(whoami.stdout)).toMatchObject({
    works: true,
    credentials: [
      {name: 'username', value: 'somebody'},
      {name: 'apiSecret', value: expect.stringContaining('…')},
    ],
  })
})

test('a key file of several credentials has one line each, and missing ones are reported', async () => {
  await using folder = await temporaryFolder()
  const env = {HOOKS_CONFIG_DIR: folder.path, HOOKS_PROFILE: 'mda'}
  const argv = ['login', '--key-file', '-', '--no-check']

  const whole = await hooks(argv, env, {stdin: 'username=somebody\napiSecret=a=b\n'})
  const half = await hooks(argv, env, {stdin: 'username=somebody\n'})

  expect(whole.exitStatus).toBe(0)
  const {profiles} = JSON.parse(await readFile(path.join(folder.path, 'config.json'), 'utf8'))
  expect(profiles.mda.credentials).toEqual({username: 'somebody', apiSecret: 'a=b'})
  expect(half.exitStatus).toBe(2)
  expect(half.stderr).toContain('apiSecret=…')
})

test('login to a vendor without an API exits 10', async () => {
  const {exitStatus} = await hooks(['login', '--key-file', '-'], {HOOKS_PROFILE: 'targetvideo'})

  expect(exitStatus).toBe(10)
})

test('login without a terminal requires --key-file', async () => {
  const {stderr, exitStatus} = await hooks(['login'], {HOOKS_PROFILE: 'apivideo'})

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('error: missing --key-file\n')
})

test('an empty key file or one of several lines exits 2', async () => {
  const env = {HOOKS_PROFILE: 'apivideo'}

  for (const stdin of ['', ' \n', 'a\nb\n']) {
    const {exitStatus} = await hooks(['login', '--key-file', '-'], env, {stdin})
    expect(exitStatus).toBe(2)
  }
})

test('login to local saves the key of a server', async () => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  const env = {HOOKS_CONFIG_DIR: folder.path, HOOKS_API_URL: emulator.url}

  const login = await hooks(['login', '--key-file', '-'], env, {stdin: emulator.key})
  const list = await hooks(['list', '--json'], env)

  expect(login.exitStatus).toBe(0)
  expect(list.exitStatus).toBe(0)
})

test('a vendor without credentials exits 3 and names login', async () => {
  const {stderr, exitStatus} = await hooks(['list', '--json'], {HOOKS_PROFILE: 'apivideo'})

  expect(exitStatus).toBe(3)
  expect(JSON.parse(stderr).error.hint).toContain('hooks login --profile apivideo')
})

test('vendor credentials in the environment alone do not select the vendor', async () => {
  await using emulator = await startEmulator()

  const {stdout} = await hooks(['whoami', '--json'], {...emulator.env, HOOKS_APIVIDEO_API_KEY: 'k'})

  expect(JSON.parse(stdout).profile).toEqual({value: 'local', source: 'default'})
})

test('whoami shows the source of each value and that access works', async () => {
  await using emulator = await startEmulator()

  const {stdout, exitStatus} = await hooks(['whoami', '--json', '--scope', '7'], emulator.env)

  expect(exitStatus).toBe(0)
  expect(stdout).not.toContain(emulator.key)
  expect(JSON.parse(stdout)).toEqual({
    profile: {value: 'local', source: 'default'},
    url: {value: emulator.url, source: 'env', from: 'HOOKS_API_URL'},
    scope: {value: '7', source: 'flag', from: '--scope'},
    credentials: [
      {
        name: 'serverKey',
        label: 'server key',
        value: expect.stringContaining('…'),
        source: 'env',
        from: 'HOOKS_SERVER_KEY',
      },
    ],
    notices: [],
    works: true,
  })
})

test('whoami of a vendor shows the stored credential masked', async () => {
  await using emulator = await startEmulator()
  await using config = await writeConfig(emulator.url)
  await hooks(['login', '--key-file', '-'], config.env, {stdin: emulator.key})

  const {stdout, exitStatus} = await hooks(['whoami', '--json'], config.env)

  expect(exitStatus).toBe(0)
  expect(stdout).not.toContain(emulator.key)
  expect(JSON.parse(stdout)).toMatchObject({
    profile: {value: 'apivideo', source: 'env', from: 'HOOKS_PROFILE'},
    provider: 'apivideo',
    url: {value: emulator.url, source: 'config', from: config.file},
    credentials: [{name: 'apiKey', source: 'config'}],
    works: true,
  })
})

test('whoami says why access fails, with the exit status of the error', async () => {
  const env = {HOOKS_API_URL: 'http://127.0.0.1:1'}

  const {stdout, exitStatus} = await hooks(['whoami', '--json'], env)

  expect(exitStatus).toBe(6)
  expect(JSON.parse(stdout)).toMatchObject({works: false, problem: {code: 'unreachable'}})
})

test('an unknown profile without --vendor is reported, and never suggested to itself', async () => {
  await using config = await writeConfig('http://127.0.0.1:9')
  const input = {stdin: 'key\n'}

  const far = await hooks(['login', '--profile', 'foo', '--key-file', '-'], config.env, input)
  const near = await hooks(['login', '--profile', 'apivide', '--key-file', '-'], config.env, input)

  expect(far.exitStatus).toBe(2)
  expect(far.stderr).toContain('error: unknown profile "foo"')
  expect(far.stderr).toContain('hooks login --profile NAME --vendor VENDOR')
  expect(near.stderr).toContain('did you mean apivideo?')
})
