import {randomBytes} from 'node:crypto'
import {readdir, writeFile} from 'node:fs/promises'
import {createServer, type AddressInfo} from 'node:net'
import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {expect, test} from 'vitest'
import {systemClock} from '../../src/core/clock.ts'
import {openStore} from '../../src/store/index.ts'
import {createAesSealer} from '../../src/store/rows/sealer.ts'
import {program} from '../support/program.ts'
import {hooks, temporaryFolder, unwritableFolder} from '../support/run.ts'

const KEY = 'hk_forTestsOnly_0123456789'
const SERVE = ['serve', '--port', '0', '--quiet']

/** The error line and the hint line, which must be all that was printed. */
function parseError(stderr: string): {error: string; hint: string} {
  const [error = '', hint = '', ...rest] = stderr.split('\n')
  expect(rest).toEqual([''])
  return {error: error.replace(/^error: /, ''), hint: hint.replace(/^hint: /, '')}
}

async function serveRefused(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const {stdout, stderr, exitStatus} = await hooks(argv, env)
  expect(stdout).toBe('')
  return {exitStatus, ...parseError(stderr)}
}

test('an occupied port exits 2 and names a way out, also in a real process', async () => {
  await using folder = await temporaryFolder()
  const occupant = createServer()
  await new Promise<void>((resolve) => void occupant.listen(0, '127.0.0.1', resolve))
  const port = String((occupant.address() as AddressInfo).port)
  const argv = ['serve', '--store', 'memory:', '--port', port]

  const {stdout, stderr, exitStatus} = await program(argv, {HOOKS_CONFIG_DIR: folder.path})
  const json = await hooks([...argv, '--json'])
  await new Promise((resolve) => void occupant.close(resolve))

  expect([stdout, exitStatus]).toEqual(['', 2])
  expect(parseError(stderr)).toEqual({
    error: `port ${port} on 127.0.0.1 is already in use`,
    hint: 'choose another port with --port, or use --port 0 for any free port',
  })
  expect(json).toMatchObject({stdout: '', exitStatus: 2})
  expect(JSON.parse(json.stderr).error).toMatchObject({code: 'usage', exit: 2})
})

test('a store that is foreign, newer, in use or not accessible exits 2 with a hint', async () => {
  await using folder = await temporaryFolder()
  await using unwritable = await unwritableFolder()
  const file = (name: string) => path.join(folder.path, name)
  await writeFile(file('diary'), 'dear diary')
  await (await openStore(file('newer'))).close()
  using newer = new DatabaseSync(file('newer'))
  newer.exec("insert into migrations values (99, 'later', 1)")
  newer.close()
  await using user = await openStore(file('used'))

  for (const [store, error] of [
    [file('diary'), /^\S+diary is not a hooks store$/],
    [folder.path, /^\S+ is not a hooks store$/],
    [file('newer'), /^the store was written by a newer version of hooks \(schema 99 > \d+\)$/],
    [file('used'), /^store \S+used is in use by another process$/],
    [path.join(unwritable.path, 'hooks.db'), /^store \S+hooks.db cannot be opened: /],
  ] as const) {
    const refusal = await serveRefused([...SERVE, '--store', store])
    expect(refusal.exitStatus).toBe(2)
    expect(refusal.error).toMatch(error)
    expect(refusal.hint).toContain('--store')
  }
  expect(await user.isWritable()).toBe(true)
})

test('a store whose key is missing is refused, and no new key is created', async () => {
  await using folder = await temporaryFolder()
  const store = path.join(folder.path, 'hooks.db')
  const config = path.join(folder.path, 'config')
  await (await openStore(store, systemClock, {sealer: createAesSealer(randomBytes(32))})).close()

  const refusal = await serveRefused([...SERVE, '--store', store], {HOOKS_CONFIG_DIR: config})

  expect(refusal).toEqual({
    exitStatus: 3,
    error: 'the secrets of this store are encrypted, but no encryption key was given',
    hint: 'pass the key that the store was encrypted with: --encryption-key-file FILE',
  })
  expect(await readdir(config)).toEqual(['config.json'])
})

test('a PostgreSQL store exits 10', async () => {
  const {exitStatus, hint} = await serveRefused([...SERVE, '--store', 'postgres://localhost/hooks'])

  expect(exitStatus).toBe(10)
  expect(hint).toContain('memory:')
})

test('a host that other machines can reach requires a key set by the user', async () => {
  for (const host of [
    '0.0.0.0',
    '::',
    '192.0.2.1',
    'example.com',
    'a.localhost',
    'localhost.',
    '127.0.0.256',
  ]) {
    const {exitStatus, error, hint} = await serveRefused([
      ...SERVE,
      '--store',
      'memory:',
      '--host',
      host,
    ])
    expect([exitStatus, error]).toEqual([2, `--host ${host} exposes the server to other machines`])
    expect(hint).toContain('HOOKS_SERVER_KEY')
  }
  const chosen = await serveRefused([...SERVE, '--store', 'memory:', '--host', '192.0.2.1'], {
    HOOKS_SERVER_KEY: KEY,
  })
  expect(chosen.error).toBe('192.0.2.1 is not an address of this machine')
})

test('a key that is weak or invalid exits 2 and is not shown', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'key')

  for (const key of ['short', 'fifteen-letters', 'sixteen letters!', 'sixteen-letters-é']) {
    await writeFile(file, key)
    for (const refusal of [
      await serveRefused([...SERVE, '--store', 'memory:'], {HOOKS_SERVER_KEY: key}),
      await serveRefused([...SERVE, '--store', 'memory:', '--api-key-file', file]),
    ]) {
      expect(refusal).toEqual({
        exitStatus: 2,
        error: 'the server key is not 16 or more printable characters',
        hint: 'make one with: openssl rand -hex 24',
      })
    }
  }
  const missing = ['--api-key-file', path.join(folder.path, 'nope')]
  expect((await hooks([...SERVE, '--store', 'memory:', ...missing])).exitStatus).toBe(2)
})

test('invalid flags exit 2 before anything is opened', async () => {
  for (const flags of [
    ['--port', '65536'],
    ['--port', 'x'],
    ['--port', '-1'],
    ['--rate-limit', 'some'],
    ['--assume', 'apivideo.colour=red'],
    ['--nonsense'],
    ['surplus'],
  ]) {
    await using folder = await temporaryFolder()
    const {stderr, exitStatus} = await hooks(['serve', ...flags], {HOOKS_DATA_DIR: folder.path})
    expect([flags, exitStatus]).toEqual([flags, 2])
    expect(stderr).toMatch(/^error: [^\n]+\n(hint: [^\n]+\n)?$/)
  }
})

test('a ready file that cannot be written exits 2 and leaves no server behind', async () => {
  await using unwritable = await unwritableFolder()
  const ready = path.join(unwritable.path, 'ready.json')

  const refusal = await serveRefused([...SERVE, '--store', 'memory:', '--ready-file', ready])

  expect(refusal).toMatchObject({exitStatus: 2, error: `cannot write the ready file ${ready}`})
})
