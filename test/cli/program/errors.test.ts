import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {wantsJson} from '../../../src/cli/program/error-writer.ts'
import {hooks, temporaryFolder} from '../../support/run.ts'

test('an unknown flag exits 2 and names the nearest one', async () => {
  const {stdout, stderr, exitStatus} = await hooks(['list', '--evnt', 'x'])

  expect(exitStatus).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toBe('error: unknown flag --evnt\nhint: did you mean --event?\n')
})

for (const flags of [['--json'], ['-o', 'json'], ['-ojson'], ['--output=ndjson']]) {
  test(`with ${flags.join(' ')} an unknown flag is one line of JSON on stderr`, async () => {
    const {stdout, stderr, exitStatus} = await hooks(['list', '--evnt', ...flags])

    expect(exitStatus).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.match(/\n/g)).toHaveLength(1)
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: 'usage',
        message: 'unknown flag --evnt',
        hint: 'did you mean --event?',
        exit: 2,
      },
    })
  })
}

test('a missing argument is named', async () => {
  const {stderr, exitStatus} = await hooks(['get'])

  expect(exitStatus).toBe(2)
  expect(stderr).toBe('error: missing ID\nhint: see the arguments with --help\n')
})

test('HOOKS_OUTPUT makes errors JSON too', async () => {
  const {stderr} = await hooks(['get'], {HOOKS_OUTPUT: 'json'})

  expect(JSON.parse(stderr).error.code).toBe('usage')
})

test('a flag after -- does not ask for JSON', () => {
  expect(wantsJson(['x', '--', '--json'], undefined)).toBe(false)
})

test('a missing argument, one too many and a value that is not allowed exit 2 in one line each', async () => {
  for (const argv of [['get'], ['get', 'a', 'b'], ['list', '-o', 'xml'], ['list', '--event']]) {
    const {stderr, exitStatus} = await hooks(argv)

    expect(exitStatus).toBe(2)
    expect(stderr).toMatch(/^error: [a-z].*\nhint: .*\n$/)
  }
})

test('a number that is not an integer is reported in one clause', async () => {
  const {stderr, exitStatus} = await hooks(['deliveries', '--limit', '1.5'])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('error: --limit takes a whole number, not "1.5"\n')
})

test('a failure carries its own exit status and hint as JSON', async () => {
  const {stdout, stderr, exitStatus} = await hooks(['list', '--json', '--api-url', 'ftp://x'])

  expect(exitStatus).toBe(2)
  expect(stdout).toBe('')
  expect(JSON.parse(stderr).error).toMatchObject({code: 'usage', exit: 2})
})

test('a server that is not running exits 6 and names the command that starts it', async () => {
  const {stderr, exitStatus} = await hooks(['list'], {HOOKS_API_URL: 'http://127.0.0.1:1'})

  expect(exitStatus).toBe(6)
  expect(stderr).toContain('hint: start it with: hooks serve\n')
})

test('a bug exits 1 with its stack and a request to report it', async () => {
  const now = new Date(Number.NaN)

  const {stderr, exitStatus} = await hooks(['trigger', 'video.source.recorded'], {}, {now})

  expect(exitStatus).toBe(1)
  expect(stderr).toMatch(/RangeError: .*\n {4}at .*/)
  expect(stderr).toContain('please report it')
})

test('under --json a bug is one line of JSON', async () => {
  const now = new Date(Number.NaN)

  const {stdout, stderr, exitStatus} = await hooks(
    ['trigger', 'video.source.recorded', '--json'],
    {},
    {now},
  )

  expect(exitStatus).toBe(1)
  expect(stdout).toBe('')
  expect(JSON.parse(stderr).error).toMatchObject({code: 'bug', exit: 1})
})

test('a broken configuration exits 2', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'a-file')
  await writeFile(file, '')

  const {stderr, exitStatus} = await hooks(['list'], {HOOKS_CONFIG_DIR: file})

  expect(exitStatus).toBe(2)
  expect(stderr).toContain(`cannot read the configuration file ${file}/config.json`)
})
