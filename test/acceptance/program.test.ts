import {execFile} from 'node:child_process'
import {randomUUID} from 'node:crypto'
import {stat} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {text} from 'node:stream/consumers'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {ended, freshEntry, program, startProgram} from '../support/program.ts'
import {hooks} from '../support/run.ts'

/** A folder that does not exist, so that no user's configuration is read. */
const NOTHING = {HOOKS_CONFIG_DIR: path.join(tmpdir(), `hooks-test-${randomUUID()}`)}
/** A device that refuses every write, like a full disk. (A regular file would accept them.) */
const FULL = '/dev/full'
const hasFullDevice = (await stat(FULL).catch(() => undefined))?.isCharacterDevice() === true
if (!hasFullDevice) console.log(`skipped: this machine has no device ${FULL}`)

test('the sources run without a build', async () => {
  const child = startProgram({entry: 'bin/dev.js', argv: ['providers', '--json'], env: NOTHING})

  const output = await text(child.stdout)

  expect(await ended(child)).toBe(0)
  expect(output).toBe((await hooks(['providers', '--json'])).stdout)
})

test('an unknown command exits 2 and suggests the most similar one', async () => {
  const {stdout, stderr, exitStatus} = await program(['lst'], NOTHING)

  expect(exitStatus).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toBe('error: unknown command lst\nhint: did you mean: hooks list\n')
})

test('with --json, the error for an unknown command is one line of JSON', async () => {
  const {stdout, stderr, exitStatus} = await program(['lst', '--json'], NOTHING)

  expect(exitStatus).toBe(2)
  expect(stdout).toBe('')
  expect(JSON.parse(stderr).error).toMatchObject({code: 'usage', exit: 2})
})

test('the exit status of a failure reaches the shell', async () => {
  const env = {...NOTHING, HOOKS_API_URL: 'http://127.0.0.1:1'}

  const {stdout, stderr, exitStatus} = await program(['list', '--json'], env)

  expect(exitStatus).toBe(6)
  expect(stdout).toBe('')
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test('create, list and delete work as processes', async () => {
  await using emulator = await startEmulator()
  const env = {...NOTHING, ...emulator.env}
  const flags = ['--url', 'https://example.com/webhooks', '--events', 'video.source.recorded']

  const created = await program(['create', ...flags, '--json'], env)
  const {id} = JSON.parse(created.stdout)
  const list = await program(['list'], env)
  const gone = await program(['delete', id, '--yes'], env)

  expect(list.stdout).toMatch(new RegExp(`^${id}\t`))
  expect(gone).toMatchObject({exitStatus: 0, stderr: `Deleted ${id}.\n`})
})

test('closing stdout early ends the program without an error', async () => {
  const entry = await freshEntry()
  const child = startProgram({entry, argv: ['events', '--json'], env: NOTHING})
  child.stdout.destroy()

  expect(await text(child.stderr)).toBe('')
  expect(await ended(child)).toBe(0)
})

test('closing stderr early does not change the exit status', async () => {
  const entry = await freshEntry()
  const child = startProgram({entry, argv: ['lst'], env: NOTHING})
  child.stderr.destroy()

  expect(await ended(child)).toBe(2)
})

test.runIf(hasFullDevice).each([['providers'], ['providers', '--json'], ['--version']])(
  'output to a full disk is reported without a stack trace (%s %s)',
  async (...argv) => {
    const entry = path.resolve(import.meta.dirname, '../..', await freshEntry())
    const line = ['-c', `"$0" "$@" > ${FULL}`, process.execPath, entry, ...argv]

    const ran = promisify(execFile)('sh', line, {env: {...process.env, ...NOTHING}})

    await expect(ran).rejects.toMatchObject({
      code: 6,
      stderr: expect.stringContaining('cannot write the output (ENOSPC)'),
    })
    await expect(ran).rejects.not.toMatchObject({stderr: expect.stringContaining('    at ')})
  },
)
