import type {Command, Interfaces} from '@oclif/core'
import {commandName, visibleCommands} from '../program.ts'

/** Every command with its arguments and flags, one per line: the interface that scripts rely on. */
export function surface(config: Interfaces.Config): string {
  const lines = visibleCommands(config).flatMap((command) => [
    commandName(command),
    ...command.aliases.map((alias) => `  alias ${alias.replaceAll(':', ' ')}`),
    ...Object.values(command.args).map((arg) => `  argument ${argument(arg)}`),
    ...Object.values(command.flags)
      .filter((flag) => flag.hidden !== true)
      .map((flag) => `  flag ${flagLine(flag)}`)
      .toSorted(),
  ])
  return `${lines.join('\n')}\n`
}

function argument({name, required, multiple, options}: Command.Arg.Cached): string {
  return words([
    name,
    choices(options),
    multiple === true && 'many',
    required === true && 'required',
  ])
}

function flagLine(flag: Command.Flag.Cached): string {
  return words([
    flag.type === 'boolean' && flag.allowNo ? `--[no-]${flag.name}` : `--${flag.name}`,
    flag.char !== undefined && `-${flag.char}`,
    flag.type === 'option' && (choices(flag.options) ?? 'value'),
    flag.type === 'option' && flag.multiple === true && 'many',
    flag.required === true && 'required',
    flag.env !== undefined && `env ${flag.env}`,
  ])
}

function choices(options: readonly string[] | undefined): string | undefined {
  return options?.join('|')
}

function words(parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== false && part !== undefined).join(' ')
}
