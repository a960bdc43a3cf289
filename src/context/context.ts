import {homedir} from 'node:os'
import {text} from 'node:stream/consumers'
import {isatty} from 'node:tty'
import {readEnv, type Env} from '../config/env.ts'
import type {Prompter} from '../prompts/prompter.ts'

const STDIN = 0
const STDOUT = 1
const STDERR = 2

/** Everything outside of the program that a command meets besides servers and files. */
export interface Context {
  readonly env: Env
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  /** Whether there is a person who can be asked. */
  readonly isInteractive: boolean
  /** The folder the command runs in, absolute; the home folder where it is gone. */
  cwd(): string
  /** The person's own folder. */
  readonly home: string
  now(): Date
  /** Loads the questions' library; only where `isInteractive`. */
  prompter(): Promise<Prompter>
  /** The status that the process ends with, once nothing is left to do. */
  setExitStatus(status: number): void
}

export interface Input {
  /** All of it, as UTF-8. */
  read(): Promise<string>
}

export interface Output {
  /** On a terminal a line may be written over. */
  readonly isTerminal: boolean
  /** Columns of the terminal, as wide as it is now; undefined where it does not say. */
  width(): number | undefined
  write(text: string): void
  /** Resolves once the text is taken, so that a slow reader is waited for; false where nobody reads. */
  deliver(text: string): Promise<boolean>
}

export function processContext(): Context {
  return {
    env: readEnv(),
    stdin: {read: () => text(process.stdin)},
    stdout: outputTo(() => process.stdout, STDOUT),
    stderr: outputTo(() => process.stderr, STDERR),
    isInteractive: isatty(STDIN) && isatty(STDERR),
    cwd: workingFolder,
    home: homedir(),
    now: () => new Date(),
    async prompter() {
      const {terminalPrompter} = await import('../prompts/terminal-prompter.ts')
      return terminalPrompter()
    },
    setExitStatus(status) {
      process.exitCode = status
    },
  }
}

/** The stream is opened by Node when it is first asked for, which a short command may never do. */
function outputTo(stream: () => NodeJS.WriteStream, descriptor: number): Output {
  return {
    isTerminal: isatty(descriptor),
    width: () => stream().columns || undefined,
    write: (written) => void stream().write(written),
    deliver: (written) =>
      written === ''
        ? Promise.resolve(true)
        : new Promise((resolve) => {
            stream().write(written, 'utf8', (error) =>
              resolve(error === undefined || error === null),
            )
          }),
  }
}

function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    // It was removed under the shell.
    return homedir()
  }
}
