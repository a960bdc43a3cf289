import {defined} from '../../core/defined.ts'
import {
  spokenName,
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
  /** Every value it may take, where they can be listed. */
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
  /** Whether there is a `--no-…` of it. */
  readonly negatable: boolean
  readonly options?: readonly string[]
  /** The variable that sets it. */
  readonly env?: string
}

export type CommandReport = {
  /** With blanks: `deliveries get`. */
  readonly name: string
  readonly summary: string
  readonly description?: string
  readonly args: readonly ArgReport[]
  readonly flags: readonly FlagReport[]
}

export const COMMAND_COLUMNS: readonly Column<CommandReport>[] = [
  {name: 'command', value: ({name}) => name},
  {name: 'arguments', value: ({args}) => args.map(spokenArg).join(' ')},
  {name: 'summary', value: ({summary}) => summary},
]

/** The commands that people see, by name. */
export function describeCommands(commands: readonly KnownCommand[]): CommandReport[] {
  return commands
    .filter(({hidden}) => !hidden)
    .map((command) => ({
      name: spokenName(command),
      summary: command.summary ?? '',
      ...defined({description: command.description}),
      args: Object.values(command.args).filter(isShown).map(argReport),
      flags: Object.values(command.flags).filter(isShown).map(flagReport),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function isShown({hidden}: {hidden?: boolean}): boolean {
  return hidden !== true
}

function argReport({name, description, required, multiple, options}: KnownArg): ArgReport {
  return {
    name,
    ...defined({description}),
    required: required === true,
    multiple: multiple === true,
    ...defined({options}),
  }
}

function flagReport(flag: KnownFlag): FlagReport {
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

function spokenArg({name, required, multiple}: ArgReport): string {
  const word = `${name.toUpperCase()}${multiple ? '…' : ''}`
  return required ? word : `[${word}]`
}
