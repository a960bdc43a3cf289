import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import path from 'node:path'
import {Config, type Command, type Interfaces} from '@oclif/core'
import type {BaseCommand} from './base-command.ts'
import {findLongestCommand} from '../completion/command-line.ts'
import {reportErrors, runWithOclif, type ProgramManifest} from './program.ts'

/** The program as built. */
export type BuiltProgram = {
  /** The folder that holds it, with `oclif.manifest.json`. */
  readonly root: string
  readonly pjson: ProgramManifest
  /** The file of each command by its id, as a path from `root`. */
  readonly commands: Readonly<Record<string, string>>
}

/** The exports of a command's file. */
type CommandFile = {
  readonly default: typeof BaseCommand & (new (argv: string[], config: Config) => BaseCommand)
}

/**
 * Does what `runProgram` does, but faster. oclif's own search for a command first reads the
 * manifest of all commands; this loads the file of the command at once. Help and unknown commands
 * are left to oclif.
 */
export function runBuiltProgram(argv: readonly string[], program: BuiltProgram): Promise<void> {
  return reportErrors(argv, async () => {
    const {root, pjson, commands} = program
    const known = Object.entries(commands).map(([id, file]) => ({id, file}))
    const {command, length} = findLongestCommand(argv, known)
    if (command === undefined || asksForHelp(argv)) return runWithOclif(argv, {root, pjson})
    const load: (file: string) => CommandFile = createRequire(path.join(root, 'main.cjs'))
    const {default: Class} = load(path.join(root, command.file))
    Class.id = command.id
    await Class.runWith(argv.slice(length), new BuiltConfig(program))
  })
}

/** Whether oclif shows help, whichever command is given. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv[0] === 'help' || argv.slice(0, end === -1 ? undefined : end).includes('--help')
}

/** The configuration that a command sees, without loading oclif's plugins. */
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

  /** The only hook handles unknown commands, which do not get here. */
  override async runHook(): Promise<Interfaces.Hook.Result<never>> {
    return {successes: [], failures: []}
  }
}
