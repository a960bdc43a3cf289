import {existsSync} from 'node:fs'
import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {Config} from '@oclif/core'
import {captureOutput} from '@oclif/test'
import type {BaseCommand} from '../../src/cli/program/base-command.ts'
import {createProcessContext, type Context} from '../../src/context/context.ts'
import type {Prompter} from '../../src/prompts/prompter.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** Replaces package.json. It names no folder of commands, so that oclif does not load them all. */
const MANIFEST = {
  name: 'hooks-cli',
  version: '0.0.0',
  oclif: {bin: 'hooks', topicSeparator: ' ' as const},
}

/** Replaces the default address, where the person who runs the tests may have a server. */
const NO_SERVER = {HOOKS_API_URL: 'http://127.0.0.1:1'}

export type RunOptions = {
  /** Whether stdout is a terminal. */
  readonly terminal?: boolean
  /** Answers the questions; if left out, the command is not interactive. */
  readonly prompter?: Prompter
  readonly stdin?: string
  readonly now?: Date
  /** The folder in which the command runs; it is not inside a home folder. */
  readonly cwd?: string
}

export type Ran = {
  readonly stdout: string
  readonly stderr: string
  readonly exitStatus: number
}

type Runnable = {
  id: string
  run(argv: string[], config: Config): Promise<unknown>
}

/**
 * Runs one command line in this process, like `hooks …`, but without the HOOKS_ variables of this
 * environment. Its configuration is empty unless `env` contains HOOKS_CONFIG_DIR.
 */
export async function hooks(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: RunOptions = {},
): Promise<Ran> {
  await using folder = await temporaryFolder()
  const {command, rest} = await findCommand(argv, options)
  const config = await Config.load({root: ROOT, pjson: MANIFEST})
  const {path: own} = folder
  using _ = withEnvironment({...NO_SERVER, HOOKS_CONFIG_DIR: own, HOOKS_DATA_DIR: own, ...env})

  process.exitCode = undefined
  const {stdout, stderr, error} = await captureOutput(() => command.run([...rest], config), {
    stripAnsi: false,
  })
  const exitStatus = currentExitStatus()
  process.exitCode = undefined
  if (error !== undefined) throw error
  return {stdout, stderr, exitStatus}
}

/** A private folder, deleted at the end of the scope. */
export async function temporaryFolder(): Promise<AsyncDisposable & {readonly path: string}> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hooks-test-'))
  return {path: folder, [Symbol.asyncDispose]: () => rm(folder, {recursive: true, force: true})}
}

/** A path that does not exist, in a new folder. */
export async function missingPath(): Promise<AsyncDisposable & {readonly path: string}> {
  const folder = await temporaryFolder()
  return {...folder, path: path.join(folder.path, 'missing')}
}

/** A folder in which no file can be created. For root, who may write anywhere, it is a file. */
export async function unwritableFolder(): Promise<AsyncDisposable & {readonly path: string}> {
  const folder = await temporaryFolder()
  if (process.getuid?.() === 0) {
    const file = path.join(folder.path, 'file')
    await writeFile(file, '')
    return {...folder, path: file}
  }
  await chmod(folder.path, 0o500)
  return folder
}

/** Only the return key, as the answer to a yes-or-no question. */
export const RETURN = Symbol('return')

/** Gives these answers in order; `asked` lists the questions. */
export function scriptedPrompter(answers: readonly unknown[]): Prompter & {asked: string[]} {
  const left = [...answers]
  const asked: string[] = []
  // The test that provides the answers knows the type that each question expects.
  const next = <Answer>({message}: {message: string}): Promise<Answer> => {
    asked.push(message)
    const answer = left.shift()
    if (answer === undefined) return Promise.reject(new Error(`no answer to: ${message}`))
    if (answer instanceof Error) return Promise.reject(answer)
    return Promise.resolve(answer as Answer)
  }
  const confirm: Prompter['confirm'] = async ({message, usual = false}) => {
    const answer = await next<boolean | typeof RETURN>({message})
    return answer === RETURN ? usual : answer
  }
  return {asked, input: next, secret: next, confirm, select: next, checkbox: next}
}

async function findCommand(argv: readonly string[], options: RunOptions) {
  const words = argv.slice(0, 2)
  for (const count of [2, 1]) {
    const name = path.join(ROOT, 'commands', ...words.slice(0, count))
    const file = [`${name}.ts`, path.join(name, 'index.ts')].find((each) => existsSync(each))
    if (words.length < count || file === undefined) continue
    const loaded: {default: typeof BaseCommand} = await import(file)
    abstract class Scripted extends loaded.default {
      protected override makeContext(): Context {
        return scriptedContext(options)
      }
    }
    const command: Runnable = Scripted
    command.id = words.slice(0, count).join(':')
    return {command, rest: argv.slice(count)}
  }
  throw new Error(`no command ${argv.join(' ')}`)
}

/** What the command has set. The compiler still assumes the value assigned above. */
function currentExitStatus(): number {
  return Number(process.exitCode ?? 0)
}

function scriptedContext({terminal = false, prompter, stdin = '', now, cwd}: RunOptions): Context {
  const {stdout, stderr, ...context} = createProcessContext()
  return {
    ...context,
    stdin: {read: () => Promise.resolve(stdin)},
    stdout: {...stdout, isTerminal: terminal},
    stderr: {...stderr, isTerminal: terminal},
    isInteractive: prompter !== undefined,
    now: () => now ?? new Date(),
    ...(cwd === undefined ? {} : {cwd: () => cwd}),
    prompter: () =>
      prompter === undefined
        ? Promise.reject(new Error('asked without a terminal'))
        : Promise.resolve(prompter),
  }
}

function withEnvironment(env: Readonly<Record<string, string>>): Disposable {
  const before = {...process.env}
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('HOOKS_') || name === 'NO_COLOR') delete process.env[name]
  }
  Object.assign(process.env, {TERM: 'xterm'}, env)
  return {
    [Symbol.dispose]() {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
      Object.assign(process.env, before)
    },
  }
}
