import {writeSync} from 'node:fs'
import {enableCompileCache} from 'node:module'
import {homedir} from 'node:os'
import path from 'node:path'
import type {BuiltProgram} from './cli/program/built-program.ts'

/** Replaced by the build. */
declare const ROOT_HELP: string
declare const PROGRAM: BuiltProgram['pjson']
declare const COMMANDS: BuiltProgram['commands']

const STDOUT = 1

/**
 * Runs `hooks` from its bundle. The version and the list of commands are printed from text that
 * the build prepared, without loading the framework or any command.
 */
export function main(argv: readonly string[]): void {
  const answer = findQuickAnswer(argv)
  if (answer === undefined) void run(argv)
  else print(answer)
}

function findQuickAnswer(argv: readonly string[]): string | undefined {
  const line = argv.join(' ')
  if (['', 'help', '-h', '--help'].includes(line)) return ROOT_HELP
  if (line !== '--version') return undefined
  const {name, version} = PROGRAM
  return `${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`
}

async function run(argv: readonly string[]): Promise<void> {
  // In the user's own folder, since anybody could write to a shared one.
  enableCompileCache(path.join(homedir(), '.cache', 'hooks-cli'))
  const {runBuiltProgram} = await import('./cli/program/built-program.ts')
  await runBuiltProgram(argv, {root: import.meta.dirname, pjson: PROGRAM, commands: COMMANDS})
}

/** Writes to stdout directly; sets up the slower stream only if the pipe is full. */
function print(text: string): void {
  try {
    writeSync(STDOUT, text)
  } catch {
    void write(text)
  }
}

async function write(text: string): Promise<void> {
  const {watchOutput} = await import('./cli/program/lost-output.ts')
  const {createProcessContext} = await import('./context/context.ts')
  watchOutput({asJson: false, context: createProcessContext()})
  process.stdout.write(text)
}
