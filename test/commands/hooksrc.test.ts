import {chmod, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder} from '../support/run.ts'

/** An empty variable counts as unset, so that the address of the project is used. */
const NO_ADDRESS = {HOOKS_API_URL: ''}

async function writeProject(values: Readonly<Record<string, unknown>>) {
  const folder = await temporaryFolder()
  const file = path.join(folder.path, '.hooksrc')
  await writeFile(file, JSON.stringify(values))
  await chmod(file, 0o644)
  return {...folder, file, options: {cwd: folder.path}}
}

test('the project sets profile, scope, URL and output format, and whoami shows it', async () => {
  await using emulator = await startEmulator()
  const values = {profile: 'local', scope: '7', apiUrl: emulator.url, output: 'json'}
  await using it = await writeProject(values)
  const env = {...NO_ADDRESS, HOOKS_SERVER_KEY: emulator.key}

  const {stdout, exitStatus} = await hooks(['whoami'], env, it.options)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    profile: {value: 'local', source: 'hooksrc', from: it.file},
    url: {value: emulator.url, source: 'hooksrc', from: it.file},
    scope: {value: '7', source: 'hooksrc', from: it.file},
    project: it.file,
    works: true,
  })
})

test('a flag overrides the environment, which overrides the project', async () => {
  await using it = await writeProject({profile: 'mda', scope: '1'})
  const argv = ['whoami', '--json', '--scope', '3']

  const {stdout} = await hooks(argv, {HOOKS_PROFILE: 'apivideo', HOOKS_SCOPE: '2'}, it.options)

  expect(JSON.parse(stdout)).toMatchObject({
    profile: {value: 'apivideo', source: 'env', from: 'HOOKS_PROFILE'},
    scope: {value: '3', source: 'flag', from: '--scope'},
  })
})

test('the project overrides profile use, and whoami shows it', async () => {
  await using it = await writeProject({profile: 'local'})
  await using folder = await temporaryFolder()
  const env = {HOOKS_CONFIG_DIR: folder.path}
  await hooks(['profile', 'use', 'mda'], env)

  const {stdout, stderr} = await hooks(['whoami', '-o', 'table'], env, {
    ...it.options,
    terminal: true,
  })

  expect(stdout).toContain(`local (hooksrc: ${it.file})`)
  expect(stderr).toContain(
    `note: ${it.file} sets profile local; the stored profile mda is not used`,
  )
})

test('the provider of the project is the default of --provider', async () => {
  await using emulator = await startEmulator()
  await using it = await writeProject({provider: 'vidyard'})
  const webhook = {url: 'https://example.com/in', events: ['video.source.recorded']}
  await emulator.control.webhooks.create({provider: 'apivideo', ...webhook})

  const {stdout} = await hooks(['list', '--json'], emulator.env, it.options)
  const typed = await hooks(['list', '--json', '--provider', 'apivideo'], emulator.env, it.options)

  expect(JSON.parse(stdout)).toEqual({webhooks: []})
  expect(JSON.parse(typed.stdout).webhooks).toHaveLength(1)
})

test('every command rejects a credential in the project file, in JSON with --json', async () => {
  await using it = await writeProject({apiKey: 'verySecret'})

  const {stdout, stderr, exitStatus} = await hooks(['list', '--json'], {}, it.options)

  expect({stdout, exitStatus}).toEqual({stdout: '', exitStatus: 2})
  expect(JSON.parse(stderr).error.message).toContain('looks like a credential')
  expect(stderr).not.toContain('verySecret')
})

test('an unknown output format is a usage error', async () => {
  await using it = await writeProject({output: 'xml'})

  const {stderr, exitStatus} = await hooks(['list'], {}, it.options)

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('hint: use one of table, tsv, json, ndjson, csv\n')
})

test.each([
  'http://stranger.invalid',
  'http://localhost.:4400',
  'http://127.0.0.1.example.com',
  'http://[::ffff:128.0.0.1]',
])('the stored key is not sent to another server that a project names: %s', async (apiUrl) => {
  await using it = await writeProject({apiUrl})
  await using folder = await temporaryFolder()
  const env = {...NO_ADDRESS, HOOKS_CONFIG_DIR: folder.path}
  const key = 'hk_keptHereForTheLocalServer'
  await hooks(['login', '--key-file', '-', '--no-check'], env, {stdin: key})

  const {stderr, exitStatus} = await hooks(['list', '--debug'], env, it.options)

  expect(exitStatus).toBe(3)
  expect(stderr).not.toContain('curl')
  expect(stderr).toContain('the stored key is not sent there')
})

test.each([['list'], ['whoami'], ['events']])(
  'an unknown profile in the project is reported with the file (%s)',
  async (command) => {
    await using it = await writeProject({profile: 'apivide'})

    const {stderr, exitStatus} = await hooks([command], {}, it.options)

    expect(exitStatus).toBe(2)
    expect(stderr).toContain(`unknown profile "apivide" (set by ${it.file})\n`)
    expect(stderr).toContain('did you mean apivideo?')
  },
)
