import {homedir} from 'node:os'
import {text} from 'node:stream/consumers'
import {isatty} from 'node:tty'
import {readEnv, type Env} from '../config/env.ts'
import type {Prompter} from '../prompts/prompter.ts'

const STDIN = 0
const STDOUT = 1
const STDERR = 2

/** Everything outside of the program that a command meets besides servers and files. */
export interface World {
  readonly env: Env
  /** Whether stdout is a terminal. */
  readonly terminal: boolean
  /** Columns of that terminal, as wide as it is now; undefined where it does not say. */
  width(): number | undefined
  /** Whether stderr is one: a line there may be written over. */
  readonly errorTerminal: boolean
  /** Whether there is a person who can be asked. */
  readonly interactive: boolean
  /** The folder the command runs in, absolute; the home folder where it is gone. */
  cwd(): string
  /** The person's own folder. */
  readonly home: string
  now(): Date
  readStdin(): Promise<string>
  /** Loads the questions' library; only where `interactive`. */
  prompter(): Promise<Prompter>
}

export function processWorld(): World {
  return {
    env: readEnv(),
    terminal: isatty(STDOUT),
    width: () => process.stdout.columns || undefined,
    errorTerminal: isatty(STDERR),
    interactive: isatty(STDIN) && isatty(STDERR),
    cwd: workingFolder,
    home: homedir(),
    now: () => new Date(),
    readStdin: () => text(process.stdin),
    async prompter() {
      const {terminalPrompter} = await import('../prompts/terminal-prompter.ts')
      return terminalPrompter()
    },
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
