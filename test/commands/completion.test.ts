import {execFile} from 'node:child_process'
import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {installProgram, program} from '../support/program.ts'
import {hooks, temporaryFolder} from '../support/run.ts'

const run = promisify(execFile)

/** A real bash that has sourced the completion script, with `hooks` on its `PATH`. */
async function startBash(env: Readonly<Record<string, string>> = {}) {
  const folder = await temporaryFolder()
  await installProgram(folder.path)
  const script = path.join(folder.path, 'completion.bash')
  const {stdout} = await hooks(['completion', 'bash'])
  await writeFile(script, stdout)
  const variables = {
    PATH: `${folder.path}:${process.env['PATH'] ?? ''}`,
    HOOKS_CONFIG_DIR: folder.path,
    HOOKS_DATA_DIR: folder.path,
    HOOKS_API_URL: 'http://127.0.0.1:1',
    ...env,
  }
  /** What bash offers for a line up to the cursor; `words` is the line as bash splits it. */
  const complete = async (line: string, words: readonly string[]): Promise<string[]> => {
    const quoted = words.map((word) => `'${word}'`).join(' ')
    const text = `source '${script}'
      complete -p hooks
      COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDS=(${quoted}) COMP_CWORD=${words.length - 1}
      _hooks_complete
      printf '%s\\n' "\${COMPREPLY[@]}"`
    const {stdout: said} = await run('bash', ['--norc', '-c', text], {
      env: variables,
      cwd: folder.path,
    })
    const [registered, ...found] = said.trimEnd().split('\n')
    expect(registered).toBe('complete -F _hooks_complete hooks')
    return found.filter((each) => each !== '')
  }
  return {...folder, complete}
}

test('bash completes commands, subcommands and flags', async () => {
  await using bash = await startBash()

  expect(await bash.complete('hooks tri', ['hooks', 'tri'])).toEqual(['trigger'])
  expect(await bash.complete('hooks profile u', ['hooks', 'profile', 'u'])).toEqual(['use'])
  expect(await bash.complete('hooks list --ev', ['hooks', 'list', '--ev'])).toEqual(['--event'])
  expect(await bash.complete('hooks list --', ['hooks', 'list', '--'])).toContain('--event')
})

test('bash completes event names without a server', async () => {
  await using bash = await startBash()

  const found = await bash.complete('hooks trigger video.', ['hooks', 'trigger', 'video.'])

  expect(found).toContain('video.source.recorded')
  expect(found.every((name) => name.startsWith('video.'))).toBe(true)
})

test('bash completes the webhook ids of the target', async () => {
  await using emulator = await startEmulator()
  const webhook = await emulator.control.webhooks.create({
    provider: 'apivideo',
    url: 'https://example.com/webhooks',
    events: ['video.source.recorded'],
  })
  await using bash = await startBash(emulator.env)

  expect(await bash.complete('hooks get ', ['hooks', 'get', ''])).toEqual([webhook.id])
})

test('bash gets only the part after the character at which it splits words', async () => {
  await using bash = await startBash()

  const line = 'hooks list --profile=apivideo-'
  const words = ['hooks', 'list', '--profile', '=', 'apivideo-']

  expect(await bash.complete(line, words)).toEqual(['apivideo-sandbox'])
  expect(await bash.complete('hooks list --profile=', words.slice(0, 4))).toContain('local')
})

test('errors during completion are not printed', async () => {
  const env = {HOOKS_API_URL: 'http://127.0.0.1:1', HOOKS_PROFILE: 'nowhere'}

  const ran = await program(['complete', '--', 'get', ''], env)
  const broken = await program(['complete', '--', 'list', '--wait', '', '--no'], env)

  expect(ran).toMatchObject({stderr: '', exitStatus: 0})
  expect(broken).toMatchObject({stderr: '', exitStatus: 0})
})

test.each(['zsh', 'fish'])(
  'the script for %s calls hooks, with no placeholder left',
  async (shell) => {
    const {stdout, exitStatus} = await hooks(['completion', shell])

    expect(exitStatus).toBe(0)
    expect(stdout).toContain('hooks complete -- ')
    expect(stdout).not.toContain('PROGRAM')
  },
)

test('completion explains on a terminal how to install the script; in JSON it is a field', async () => {
  const shown = await hooks(['completion', 'bash'], {}, {terminal: true})
  const machine = await hooks(['completion', 'bash', '--json'])

  expect(shown.stderr).toContain('~/.bashrc')
  expect(JSON.parse(machine.stdout)).toEqual({shell: 'bash', script: shown.stdout})
})

test('completion without a shell, or for an unknown shell, exits 2', async () => {
  expect((await hooks(['completion'])).exitStatus).toBe(2)
  expect((await hooks(['completion', 'tcsh'])).exitStatus).toBe(2)
})

test.each([
  ['zsh', ['--no-rcs', '-n']],
  ['fish', ['--no-config', '--no-execute']],
])('%s accepts its script, if it is installed', async (shell, flags) => {
  await using folder = await temporaryFolder()
  const script = path.join(folder.path, 'completion')
  await writeFile(script, (await hooks(['completion', shell])).stdout)

  const read = run(shell, [...flags, script]).catch((error: unknown) => {
    // This shell is not installed here.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {stderr: ''}
    throw error
  })

  expect((await read).stderr).toBe('')
})

test('fish completes flags and event names, if it is installed', async ({skip}) => {
  await using bash = await startBash()
  const {stdout: script} = await hooks(['completion', 'fish'])
  const ask = `${script}\ncomplete -C 'hooks list --ev'; complete -C 'hooks trigger video.so'`
  const env = {PATH: `${bash.path}:${process.env['PATH'] ?? ''}`, HOME: bash.path}

  const asked = run('fish', ['--no-config', '-c', ask], {env}).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })

  const said = await asked
  if (said === undefined) return skip('fish is not installed here')
  const found = said.stdout.split('\n').map((line) => line.split('\t', 1)[0])
  expect(found).toEqual(['--event', 'video.source.recorded', ''])
})
