import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import HooksHelp from '../src/cli/help/help.ts'
import {commandName, loadSources, ROOT, visibleCommands} from '../scripts/program.ts'

// These tests run dist/, which npm ci and npm test build.
const RUN = path.join(ROOT, 'bin/run.js')

test.each([[[]], [['help']], [['-h']], [['--help']]])(
  'hooks %j prints the same page as the sources',
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

test.each([
  ['profile list', ['crypto', 'http', 'https', 'tls', 'sqlite']],
  ['list', ['crypto', 'https', 'tls', 'sqlite']],
])('%s does not load modules that would slow its start', async (line, modules) => {
  const {loaded, semver} = await loadedBy(line.split(' '))

  expect(loaded).toContain(`dist/commands/${line.replace(' ', '/')}.cjs`)
  // oclif loads the first to find commands, which takes longer than most commands.
  expect(loaded.filter((file) => /wsl-utils|cli\/help/.test(file))).toEqual([])
  expect(loaded.filter((name) => modules.includes(name))).toEqual([])
  expect(semver).toBe(false)
})

test.each([['--version'], ['--help']])('%s loads only a minimum of Node', async (flag) => {
  const {loaded} = await loadedBy([flag])

  expect(loaded).not.toContain('stream')
  expect(loaded).not.toContain('fs/promises')
})

test('the parts of a command name may be separated by a space or a colon', async () => {
  const blank = await node([RUN, 'profile', 'list', '--json'])
  const colon = await node([RUN, 'profile:list', '--json'])

  expect(JSON.parse(blank.stdout)).toHaveProperty('profiles')
  expect(colon).toEqual(blank)
})

test('a word after the name of a command is its argument', async () => {
  const {stderr, status} = await node([RUN, 'profile', 'list', 'extra'])

  expect({stderr, status}).toEqual({
    stderr: 'error: unexpected argument: extra\nhint: see the flags with --help\n',
    status: 2,
  })
})

test('a command that lists all commands knows all of them', async () => {
  const known = visibleCommands(await loadSources()).map(commandName)

  const {stdout} = await node([RUN, 'commands', '--json'])

  const {commands}: {commands: {name: string}[]} = JSON.parse(stdout)
  expect(commands.map(({name}) => name)).toEqual(known)
})

test('--version prints the version from package.json', async () => {
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

test('every command is in the bundle and can be loaded', async () => {
  const commands = visibleCommands(await loadSources())
  const files = commands.map(({id}) => path.join(ROOT, 'dist/commands', ...id.split(':')))

  const {stdout, stderr} = await node(['-e', loadAll(files)])

  expect(stderr).toBe('')
  expect(Number(stdout)).toBe(commands.length)
})

test('help for a command can be requested in three ways', async () => {
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
])('hooks %j is a usage error', async (argv, message) => {
  const {stdout, stderr, status} = await node([RUN, ...argv])

  expect({stdout, status}).toEqual({stdout: '', status: 2})
  expect(stderr).toContain(`error: ${message}\n`)
})

test('with --json, an unknown command is reported as JSON', async () => {
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

/** A program that loads each file or its index, and prints how many contain a command. */
function loadAll(files: readonly string[]): string {
  return `
    const classes = ${JSON.stringify(files)}.map((file) => {
      try { return require(file + '.cjs').default } catch { return require(file + '/index.cjs').default }
    })
    console.log(classes.filter((Class) => typeof Class.run === 'function').length)`
}

/** What a command line has loaded when it ends: paths from `dist/` on, and Node modules by name. */
async function loadedBy(argv: readonly string[]) {
  const tell = `process.on('exit', () => {
    const files = Object.keys(process.getBuiltinModule('node:module')._cache)
    console.error('loaded ' + JSON.stringify([...files, ...process.moduleLoadList]))
  })`
  const {stderr} = await node(
    ['--import', `data:text/javascript,${encodeURI(tell)}`, RUN, ...argv],
    {
      // There is no such server. NODE_DEBUG shows whether the parser of version ranges is loaded.
      HOOKS_API_URL: 'http://127.0.0.1:1',
      NODE_DEBUG: 'semver',
    },
  )
  const [, text = ''] = /^loaded (.*)$/m.exec(stderr) ?? []
  const names: string[] = JSON.parse(text)
  return {
    loaded: names.map((name) => name.replace(/^NativeModule |^.*(?=dist\/)/, '')),
    semver: stderr.includes('SEMVER'),
  }
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
