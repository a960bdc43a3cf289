import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {Config, settings, type Command, type Interfaces} from '@oclif/core'
import type {ProgramManifest} from '../src/cli/program/program.ts'

export const ROOT = path.dirname(import.meta.dirname)

/** oclif's view of the sources: every command with its metadata, loaded. */
export async function loadSources(): Promise<Interfaces.Config> {
  settings.enableAutoTranspile = false
  // oclif only warns about a command that cannot be loaded, and continues without it.
  const warnings: Error[] = []
  const collect = (warning: Error) => void warnings.push(warning)
  process.on('warning', collect)
  const config = await Config.load({root: ROOT, ignoreManifest: true})
  await new Promise(setImmediate)
  process.off('warning', collect)
  const broken = warnings.find(({message, name}) => `${name} ${message}`.includes('findCommand'))
  if (broken !== undefined) throw broken
  return config
}

/** The commands that are not hidden, sorted by id. */
export function visibleCommands(config: Interfaces.Config): Command.Loadable[] {
  return config.commands.filter(({hidden}) => !hidden).toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** `deliveries get` for `deliveries:get`. */
export function commandName(command: {id: string}): string {
  return command.id.replaceAll(':', ' ')
}

/** The parts of package.json that oclif needs, with paths in the bundle. */
export async function bundleManifest(): Promise<ProgramManifest> {
  const text = await readFile(path.join(ROOT, 'package.json'), 'utf8')
  const {name, version, description, oclif}: ProgramManifest = JSON.parse(text)
  return {
    name,
    version,
    description,
    oclif: {
      ...oclif,
      commands: './commands',
      helpClass: './cli/help/help.cjs',
      hooks: {command_not_found: './cli/program/command-not-found.cjs'},
    },
  }
}
