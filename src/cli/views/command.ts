import {defined} from '../../core/defined.ts'
import {
  toSpokenName,
  type KnownArg,
  type KnownCommand,
  type KnownFlag,
} from '../completion/command-line.ts'
import type {Column} from '../output/view.ts'

export type ArgReport = {
  readonly name: string
  readonly description?: string
  readonly required: boolean
  readonly multiple: boolean
  /** The allowed values, if they are a fixed list. */
  readonly options?: readonly string[]
}

export type FlagReport = {
  readonly name: string
  /** `-o` as `o`. */
  readonly char?: string
  readonly type: 'boolean' | 'option'
  readonly description?: string
  readonly required: boolean
  readonly multiple: boolean
  /** Whether `--no-…` exists too. */
  readonly negatable: boolean
  readonly options?: readonly string[]
  /** The environment variable that sets it. */
  readonly env?: string
}

export type CommandReport = {
  /** Words separated by spaces: `deliveries get`. */
  readonly name: string
  readonly summary: string
  readonly description?: string
  readonly args: readonly ArgReport[]
  readonly flags: readonly FlagReport[]
}

export const COMMAND_COLUMNS: readonly Column<CommandReport>[] = [
  {name: 'command', value: ({name}) => name},
  {name: 'arguments', value: ({args}) => args.map(formatArg).join(' ')},
  {name: 'summary', value: ({summary}) => summary},
]

/** The commands that are not hidden, sorted by name. */
export function describeCommands(commands: readonly KnownCommand[]): CommandReport[] {
  return commands
    .filter(({hidden}) => !hidden)
    .map((command) => ({
      name: toSpokenName(command),
      summary: command.summary ?? '',
      ...defined({description: command.description}),
      args: Object.values(command.args).filter(isShown).map(toArgReport),
      flags: Object.values(command.flags).filter(isShown).map(toFlagReport),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function isShown({hidden}: {hidden?: boolean}): boolean {
  return hidden !== true
}

function toArgReport({name, description, required, multiple, options}: KnownArg): ArgReport {
  return {
    name,
    ...defined({description}),
    required: required === true,
    multiple: multiple === true,
    ...defined({options}),
  }
}

function toFlagReport(flag: KnownFlag): FlagReport {
  const {name, char, type, description, required, env} = flag
  const options = flag.type === 'option' ? flag.options : undefined
  return {
    name,
    ...defined({char}),
    type,
    ...defined({description}),
    required: required === true,
    multiple: flag.type === 'option' && flag.multiple === true,
    negatable: flag.type === 'boolean' && flag.allowNo,
    ...defined({options, env}),
  }
}

function formatArg({name, required, multiple}: ArgReport): string {
  const word = `${name.toUpperCase()}${multiple ? '…' : ''}`
  return required ? word : `[${word}]`
}
