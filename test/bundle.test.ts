import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import HooksHelp from '../src/cli/help/help.ts'
import {loadSources, ROOT, visibleCommands} from '../scripts/program.ts'

// What is asked here is asked of dist/, as npm ci and npm test build it.
const RUN = path.join(ROOT, 'bin/run.js')

test.each([[[]], [['help']], [['-h']], [['--help']]])(
  'hooks %j prints the page that the sources print',
  async (argv) => {
    const {stdout} = await node([RUN, ...argv])

    expect(stdout).toBe(new HooksHelp(await loadSources()).root())
  },
)

test.each(['--help', '--version'])('%s loads neither framework nor commands', async (flag) => {
  const {stderr} = await node([RUN, flag], {NODE_DEBUG: 'module'})

  const loaded = [...stderr.matchAll(/dist\/[\w./-]+\.cjs/g)].map(([file]) => file)
  expect(loaded).toContain('dist/main.cjs')
  expect(loaded.filter((file) => !/main|rolldown-runtime/.test(file))).toEqual([])
})

test('--version names the version of package.json', async () => {
  const {version}: {version: string} = JSON.parse(await readFile('package.json', 'utf8'))

  const {stdout} = await node([RUN, '--version'])

  expect(stdout).toBe(
    `hooks-cli/${version} ${process.platform}-${process.arch} node-${process.version}\n`,
  )
})

test('an older Node gets one line and exit status 2', async () => {
  const older = `Object.defineProperty(process, 'versions', {value: {node: '24.14.1'}})`

  const {stdout, stderr, status} = await node(['--import', `data:text/javascript,${older}`, RUN])

  expect({stdout, stderr, status}).toEqual({
    stdout: '',
    stderr: 'error: hooks needs Node 24.15 or newer; this is 24.14.1\n',
    status: 2,
  })
})

test('every command is in the bundle and loads', async () => {
  const commands = visibleCommands(await loadSources())
  const files = commands.map(({id}) => path.join(ROOT, 'dist/commands', ...id.split(':')))

  const {stdout, stderr} = await node(['-e', loadAll(files)])

  expect(stderr).toBe('')
  expect(Number(stdout)).toBe(commands.length)
})

test('help of a command works in three ways', async () => {
  const pages = await Promise.all(
    [
      ['help', 'deliveries', 'get'],
      ['deliveries', 'get', '--help'],
      ['deliveries', 'get', 'x', '--help'],
    ].map(async (argv) => (await node([RUN, ...argv])).stdout),
  )

  expect(pages[0]).toContain('$ hooks deliveries get DELIVERY')
  expect(new Set(pages).size).toBe(1)
})

test.each([
  [['nope'], 'unknown command nope'],
  [['help', 'nope'], 'unknown command nope'],
  [['nope', '--help'], 'unknown command nope'],
])('hooks %j is wrong usage', async (argv, message) => {
  const {stdout, stderr, status} = await node([RUN, ...argv])

  expect({stdout, status}).toEqual({stdout: '', status: 2})
  expect(stderr).toContain(`error: ${message}\n`)
})

test('an unknown command is told as JSON when that is asked for', async () => {
  const {stdout, stderr, status} = await node([RUN, 'creat', '--json'])

  expect({stdout, status}).toEqual({stdout: '', status: 2})
  expect(JSON.parse(stderr)).toEqual({
    error: {
      code: 'usage',
      message: 'unknown command creat',
      hint: 'did you mean: hooks create',
      exit: 2,
    },
  })
})

/** A program that loads each file, or the index in it, and prints how many hold a command. */
function loadAll(files: readonly string[]): string {
  return `
    const classes = ${JSON.stringify(files)}.map((file) => {
      try { return require(file + '.cjs').default } catch { return require(file + '/index.cjs').default }
    })
    console.log(classes.filter((Class) => typeof Class.run === 'function').length)`
}

type Ended = {readonly stdout: string; readonly stderr: string; readonly status: number}

function node(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      {env: {HOME: process.env['HOME'], ...env}, maxBuffer: 64 * 1024 * 1024},
      (_, stdout, stderr) => resolve({stdout, stderr, status: child.exitCode ?? -1}),
    )
  })
}
