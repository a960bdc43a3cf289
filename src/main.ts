import {writeSync} from 'node:fs'
import {enableCompileCache} from 'node:module'
import {homedir} from 'node:os'
import path from 'node:path'
import type {BuiltProgram} from './cli/program/built-program.ts'

/** What the build writes in here. */
declare const ROOT_HELP: string
declare const PROGRAM: BuiltProgram['pjson']
declare const COMMANDS: BuiltProgram['commands']

const STDOUT = 1

/**
 * Runs `hooks` from its bundle. Asking for the version or for the list of commands is answered
 * from text made by the build: it loads neither the framework nor any command.
 */
export function main(argv: readonly string[]): void {
  const answer = quickAnswer(argv)
  if (answer === undefined) void run(argv)
  else say(answer)
}

function quickAnswer(argv: readonly string[]): string | undefined {
  const line = argv.join(' ')
  if (['', 'help', '-h', '--help'].includes(line)) return ROOT_HELP
  if (line !== '--version') return undefined
  const {name, version} = PROGRAM
  return `${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`
}

async function run(argv: readonly string[]): Promise<void> {
  // In the user's own folder: what lies in a shared one could have been put there by anybody.
  enableCompileCache(path.join(homedir(), '.cache', 'hooks-cli'))
  const {runBuiltProgram} = await import('./cli/program/built-program.ts')
  await runBuiltProgram(argv, {root: import.meta.dirname, pjson: PROGRAM, commands: COMMANDS})
}

/** Writes to stdout; the stream, which takes longer to set up, only where the pipe is full. */
function say(text: string): void {
  try {
    writeSync(STDOUT, text)
  } catch {
    void write(text)
  }
}

async function write(text: string): Promise<void> {
  const {watchOutput} = await import('./cli/program/lost-output.ts')
  const {processContext} = await import('./context/context.ts')
  watchOutput({asJson: false, context: processContext()})
  process.stdout.write(text)
}
