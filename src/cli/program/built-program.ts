import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import path from 'node:path'
import {Config, type Command, type Interfaces} from '@oclif/core'
import type {BaseCommand} from './base-command.ts'
import {longestCommand} from '../completion/command-line.ts'
import {reportErrors, runWithOclif, type ProgramManifest} from './program.ts'

/** The program as the build leaves it. */
export type BuiltProgram = {
  /** The folder that holds it, with `oclif.manifest.json`. */
  readonly root: string
  readonly pjson: ProgramManifest
  /** The file of each command by its id, as a path from `root`. */
  readonly commands: Readonly<Record<string, string>>
}

/** What the file of a command holds. */
type CommandFile = {
  readonly default: typeof BaseCommand & (new (argv: string[], config: Config) => BaseCommand)
}

/**
 * Does what `runProgram` does, in less time: a command that the line begins with is loaded and run
 * without oclif's own search, which reads what is known of every command first. Help and names
 * that are not those of a command are left to oclif.
 */
export function runBuiltProgram(argv: readonly string[], program: BuiltProgram): Promise<void> {
  return reportErrors(argv, async () => {
    const {root, pjson, commands} = program
    const known = Object.entries(commands).map(([id, file]) => ({id, file}))
    const {command, length} = longestCommand(argv, known)
    if (command === undefined || asksForHelp(argv)) return runWithOclif(argv, {root, pjson})
    const load: (file: string) => CommandFile = createRequire(path.join(root, 'main.cjs'))
    const {default: Class} = load(path.join(root, command.file))
    Class.id = command.id
    await Class.runWith(argv.slice(length), new BuiltConfig(program))
  })
}

/** Whether oclif answers with help, whatever command the line names. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv[0] === 'help' || argv.slice(0, end === -1 ? undefined : end).includes('--help')
}

/** What a command asks of the program that it belongs to. */
class BuiltConfig extends Config {
  constructor({root, pjson}: BuiltProgram) {
    super({root, pjson})
    this.root = root
    this.pjson = pjson
    this.name = pjson.name
    this.version = pjson.version
    this.bin = pjson.oclif.bin ?? pjson.name
  }

  override get commands(): Command.Loadable[] {
    const text = readFileSync(path.join(this.root, 'oclif.manifest.json'), 'utf8')
    const manifest: Interfaces.Manifest = JSON.parse(text)
    return Object.values(manifest.commands).map((command) => ({
      ...command,
      load: () => Promise.reject(new Error(`${command.id} is described, not loaded`)),
    }))
  }

  /** The only hook is about commands that do not exist. */
  override async runHook(): Promise<Interfaces.Hook.Result<never>> {
    return {successes: [], failures: []}
  }
}
