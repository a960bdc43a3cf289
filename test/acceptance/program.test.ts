import {spawn} from 'node:child_process'
import {text} from 'node:stream/consumers'
import path from 'node:path'
import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {temporaryFolder} from '../support/run.ts'

const PROGRAM = path.resolve(import.meta.dirname, '../../bin/dev.js')

type Program = {argv: readonly string[]; env?: Readonly<Record<string, string>>}

/** The program as a process of its own, off a terminal, with a configuration of its own. */
async function run({argv, env = {}}: Program) {
  await using folder = await temporaryFolder()
  const {PATH = '', HOME = ''} = process.env
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    env: {PATH, HOME, HOOKS_CONFIG_DIR: folder.path, ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => void child.on('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return {stdout, stderr, exitStatus: await ended}
}

test('an unknown command exits 2 and names the nearest', async () => {
  const {stdout, stderr, exitStatus} = await run({argv: ['lst']})

  expect(exitStatus).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toBe('error: unknown command lst\nhint: did you mean: hooks list\n')
})

test('an unknown command under --json is one line of JSON', async () => {
  const {stdout, stderr, exitStatus} = await run({argv: ['lst', '--json']})

  expect(exitStatus).toBe(2)
  expect(stdout).toBe('')
  expect(JSON.parse(stderr).error).toMatchObject({code: 'usage', exit: 2})
})

test('the exit status of a failure reaches the shell', async () => {
  const env = {HOOKS_API_URL: 'http://127.0.0.1:1'}

  const {stdout, stderr, exitStatus} = await run({argv: ['list', '--json'], env})

  expect(exitStatus).toBe(6)
  expect(stdout).toBe('')
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test('create, list and delete work as processes', async () => {
  await using emulator = await startEmulator()
  const {env} = emulator
  const flags = ['--url', 'https://example.com/webhooks', '--events', 'video.source.recorded']

  const created = await run({argv: ['create', ...flags, '--json'], env})
  const {id} = JSON.parse(created.stdout)
  const list = await run({argv: ['list'], env})
  const gone = await run({argv: ['delete', id, '--yes'], env})

  expect(list.stdout).toMatch(new RegExp(`^${id}\t`))
  expect(gone).toMatchObject({exitStatus: 0, stderr: `Deleted ${id}.\n`})
})

test('a reader that leaves early ends the program quietly', async () => {
  await using folder = await temporaryFolder()
  const {PATH = '', HOME = ''} = process.env
  const child = spawn(process.execPath, [PROGRAM, 'events', '--json'], {
    env: {PATH, HOME, HOOKS_CONFIG_DIR: folder.path},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => void child.on('close', resolve))
  child.stdout.destroy()

  expect(await text(child.stderr)).toBe('')
  expect(await ended).toBe(0)
})
