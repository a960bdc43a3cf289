import {homedir} from 'node:os'
import {text} from 'node:stream/consumers'
import {isatty} from 'node:tty'
import {readEnv, type Env} from '../config/env.ts'
import type {Prompter} from '../prompts/prompter.ts'
import {createStopSignal, type StopSignal} from './stop-signal.ts'

const STDIN = 0
const STDOUT = 1
const STDERR = 2

/** What a command uses of the process: environment, streams, directories, clock, signals, exit status. */
export interface Context {
  readonly env: Env
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  /** Whether a user can be prompted: stdin and stderr are terminals. */
  readonly isInteractive: boolean
  /** The working directory, absolute; the home directory if it was deleted. */
  cwd(): string
  /** The user's home directory. */
  readonly home: string
  readonly process: {
    readonly pid: number
    readonly platform: NodeJS.Platform
    /** Of Node, such as `24.15.0`. */
    readonly version: string
  }
  now(): Date
  /** Catches the first Ctrl-C, or SIGTERM, until disposed. */
  createStopSignal(): StopSignal
  /** Loads the prompt library; only if `isInteractive`. */
  prompter(): Promise<Prompter>
  /** Sets the status with which the process exits once nothing is left to do. */
  setExitStatus(status: number): void
}

export interface Input {
  /** Everything until the end, as UTF-8. */
  read(): Promise<string>
}

export interface Output {
  /** Whether it is a terminal, where a line can be overwritten. */
  readonly isTerminal: boolean
  /** The current width of the terminal in columns; undefined if unknown. */
  width(): number | undefined
  write(text: string): void
  /** Resolves once the text is written, so that slow readers apply backpressure; false if closed. */
  deliver(text: string): Promise<boolean>
}

export function createProcessContext(): Context {
  return {
    env: readEnv(),
    stdin: {read: () => text(process.stdin)},
    stdout: createOutput(() => process.stdout, STDOUT),
    stderr: createOutput(() => process.stderr, STDERR),
    isInteractive: isatty(STDIN) && isatty(STDERR),
    cwd: findWorkingFolder,
    home: homedir(),
    process: {pid: process.pid, platform: process.platform, version: process.versions.node},
    now: () => new Date(),
    createStopSignal,
    async prompter() {
      const {createTerminalPrompter} = await import('../prompts/terminal-prompter.ts')
      return createTerminalPrompter({output: process.stderr})
    },
    setExitStatus(status) {
      process.exitCode = status
    },
  }
}

/** Node opens the stream on first access, which a short command may never need. */
function createOutput(stream: () => NodeJS.WriteStream, descriptor: number): Output {
  return {
    isTerminal: isatty(descriptor),
    width: () => stream().columns || undefined,
    write: (content) => void stream().write(content),
    deliver: (content) =>
      content === ''
        ? Promise.resolve(true)
        : new Promise((resolve) => {
            stream().write(content, 'utf8', (error) =>
              resolve(error === undefined || error === null),
            )
          }),
  }
}

function findWorkingFolder(): string {
  try {
    return process.cwd()
  } catch {
    // The folder was deleted while the shell was in it.
    return homedir()
  }
}
