import {spawn, spawnSync} from 'node:child_process'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {interleave, type Figure, type Section} from './section.ts'

const PROGRAM = path.join(import.meta.dirname, '..', 'bin', 'run.js')
const YARDSTICK = 'node on an empty file'
/** The first runs of a program fill its compile cache. */
const WARM_UP_ROUNDS = 3
const READY_TIMEOUT_MS = 20_000

const CASES = [
  {args: ['--version'], atMost: 1.4},
  {args: ['--help'], atMost: 2},
  {args: ['list', '--json'], atMost: 4},
]

export const startup: Section = {
  name: 'startup',
  summary: 'run time of short commands, compared with Node itself',

  async run({rounds, progress}): Promise<Figure[]> {
    await using folder = await createTemporaryFolder()
    const env = {PATH: process.env['PATH'], HOME: folder.path, HOOKS_CONFIG_DIR: folder.path}
    const empty = path.join(folder.path, 'empty.js')
    await writeFile(empty, '')

    await using server = await startServer(folder.path, env)
    const programEnv = {...env, HOOKS_API_URL: server.url}
    const measurements = Object.fromEntries([
      [YARDSTICK, () => measureRun([empty], programEnv)],
      ...CASES.map(({args}) => [args.join(' '), () => measureRun([PROGRAM, ...args], programEnv)]),
    ])
    progress(`startup: ${rounds} rounds`)
    await interleave(WARM_UP_ROUNDS, measurements)
    const medians = await interleave(rounds, measurements)

    return CASES.map(({args, atMost}) => ({
      what: `hooks ${args.join(' ')}`,
      unit: 'ms',
      value: medians[args.join(' ')] ?? Number.NaN,
      yardstick: YARDSTICK,
      yardstickValue: medians[YARDSTICK] ?? Number.NaN,
      target: {atMost},
    }))
  },
}

/** Run time in milliseconds. Throws when the program fails: its time would mean nothing. */
function measureRun(args: readonly string[], env: NodeJS.ProcessEnv): number {
  const start = performance.now()
  const {status, stderr} = spawnSync(process.execPath, args, {env, encoding: 'utf8'})
  const duration = performance.now() - start
  if (status !== 0) throw new Error(`${args.join(' ')} exited with ${status}: ${stderr}`)
  return duration
}

async function startServer(folder: string, env: NodeJS.ProcessEnv) {
  const readyFile = path.join(folder, 'ready.json')
  const flags = ['--port', '0', '--store', 'memory:', '--ready-file', readyFile, '--quiet']
  const server = spawn(process.execPath, [PROGRAM, 'serve', ...flags], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  return {
    url: await waitForUrl(readyFile),
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM')
      await ended
    },
  }
}

async function waitForUrl(file: string): Promise<string> {
  const deadline = performance.now() + READY_TIMEOUT_MS
  while (performance.now() < deadline) {
    const text = await readFile(file, 'utf8').catch(() => '')
    if (text !== '') {
      const {url}: {url: string} = JSON.parse(text)
      return url
    }
    await pause(50)
  }
  throw new Error(`hooks serve was not ready within ${READY_TIMEOUT_MS} ms`)
}

async function createTemporaryFolder() {
  const name = await mkdtemp(path.join(tmpdir(), 'hooks-bench-'))
  return {path: name, [Symbol.asyncDispose]: () => rm(name, {recursive: true})}
}
