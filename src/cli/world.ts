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
  /** Whether there is a person who can be asked. */
  readonly interactive: boolean
  now(): Date
  readStdin(): Promise<string>
  /** Loads the questions' library; only where `interactive`. */
  prompter(): Promise<Prompter>
}

export function processWorld(): World {
  return {
    env: readEnv(),
    terminal: isatty(STDOUT),
    interactive: isatty(STDIN) && isatty(STDERR),
    now: () => new Date(),
    readStdin: () => text(process.stdin),
    async prompter() {
      const {terminalPrompter} = await import('../prompts/terminal-prompter.ts')
      return terminalPrompter()
    },
  }
}
