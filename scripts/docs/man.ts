import type {Command, Interfaces} from '@oclif/core'
import HooksHelp from '../../src/cli/help/help.ts'
import {COMMAND_GROUPS} from '../../src/cli/help/root-help.ts'
import {commandName, visibleCommands} from '../program.ts'
import {environment, exitStatuses, seeAlso, topicPages} from './man-topics.ts'
import {bold, entry, escape, italic, page, paragraphs, section, typed} from './roff.ts'

/** `hooks.1`, a page for each command, and the pages of the other sections, by file name. */
export function manPages(config: Interfaces.Config): Map<string, string> {
  const commands = visibleCommands(config)
  return new Map([
    ['hooks.1', rootPage(config, commands)],
    ...commands.map((command): [string, string] => [
      `${pageName(command)}.1`,
      commandPage(config, command),
    ]),
    ...topicPages(config),
  ])
}

function rootPage(config: Interfaces.Config, commands: readonly Command.Loadable[]): string {
  const byName = new Map(commands.map((command) => [commandName(command), command]))
  const groups = COMMAND_GROUPS.flatMap(({title, commands: names}) => {
    const known = names.flatMap((name) => byName.get(name) ?? [])
    if (known.length === 0) return []
    const entries = known.map((command) => entry(reference(command), command.summary ?? ''))
    return [`.SS ${title.slice(0, 1).toUpperCase()}${title.slice(1)}`, ...entries]
  })
  return page({name: 'hooks', number: 1, version: config.version}, [
    section('NAME', `hooks \\- ${escape('webhooks of video platforms: create, trigger, serve')}`),
    section('SYNOPSIS', `${bold('hooks')} ${italic('COMMAND')} [${italic('FLAGS')}]`),
    section('DESCRIPTION', paragraphs(config.pjson.description ?? '')),
    section('COMMANDS', groups.join('\n')),
    section('EXIT STATUS', exitStatuses()),
    section('ENVIRONMENT', environment()),
    section('SEE ALSO', seeAlso('hooks')),
  ])
}

function commandPage(config: Interfaces.Config, command: Command.Loadable): string {
  const help = new HooksHelp(config)
  const name = commandName(command)
  const flags = Object.values(command.flags).filter(({hidden}) => hidden !== true)
  const [shared = [], own = []] = [true, false].map((isShared) =>
    flags.filter(({helpGroup}) => (helpGroup === 'GLOBAL') === isShared),
  )
  const env = [...own, ...shared].flatMap(({env: variable, name: flag}) =>
    variable === undefined ? [] : [entry(bold(variable), `The default of --${flag}.`)],
  )
  return page({name: pageName(command), number: 1, version: config.version}, [
    section('NAME', `${escape(pageName(command))} \\- ${escape(headline(command))}`),
    section('SYNOPSIS', [bold(`hooks ${name}`), ...synopsis(command)].join(' ')),
    section('DESCRIPTION', paragraphs(help.render(command.description ?? command.summary ?? ''))),
    section('ARGUMENTS', Object.values(command.args).map(argument).join('\n')),
    section('OPTIONS', [...own, ...shared].map(option).join('\n')),
    section('ENVIRONMENT', env.join('\n')),
    section('EXAMPLES', (command.examples ?? []).map((it) => example(help, it)).join('\n')),
    section('SEE ALSO', seeAlso(pageName(command))),
  ])
}

function pageName(command: Command.Loadable): string {
  return `hooks-${command.id.replaceAll(':', '-')}`
}

function reference(command: Command.Loadable): string {
  return `${bold(pageName(command))}(1)`
}

/** "create a webhook" for "Create a webhook." */
function headline({summary = ''}: Command.Loadable): string {
  return (summary.slice(0, 1).toLowerCase() + summary.slice(1)).replace(/\.$/, '')
}

function synopsis({args, flags}: Command.Loadable): string[] {
  const required = Object.values(flags).filter((flag) => flag.required === true)
  return [
    ...Object.values(args).map((arg) => {
      const shown = italic(arg.name.toUpperCase()) + (arg.multiple === true ? ' ...' : '')
      return arg.required === true ? shown : `[${shown}]`
    }),
    ...required.map(({name}) => `${bold(`--${name}`)} ${italic('value')}`),
    `[${italic('flags')}]`,
  ]
}

function argument({name, description = '', ...rest}: Command.Arg.Cached): string {
  return entry(italic(name.toUpperCase()), sentence(description, rest))
}

function option(flag: Command.Flag.Cached): string {
  const long = flag.type === 'boolean' && flag.allowNo ? `--[no-]${flag.name}` : `--${flag.name}`
  const names = flag.char === undefined ? [bold(long)] : [bold(`-${flag.char}`), bold(long)]
  const term =
    flag.type === 'option' ? `${names.join(', ')}=${italic(valueName(flag))}` : names.join(', ')
  const values = flag.type === 'option' ? flag : {}
  return entry(term, sentence(flag.summary ?? flag.description ?? '', values))
}

function valueName(flag: Command.Flag.Cached): string {
  const {helpValue} = flag.type === 'option' ? flag : {helpValue: undefined}
  return (Array.isArray(helpValue) ? helpValue[0] : helpValue) ?? 'value'
}

type Values = {readonly options?: readonly string[] | undefined; readonly default?: unknown}

function sentence(text: string, {options, default: usual}: Values): string {
  const choices = options === undefined ? [] : [`One of ${options.join(', ')}.`]
  const isTold = typeof usual === 'string' || typeof usual === 'number'
  return [text, ...choices, ...(isTold ? [`Default: ${usual}.`] : [])].join(' ')
}

function example(help: HooksHelp, text: Command.Example): string {
  if (typeof text !== 'string') {
    return `${paragraphs(help.render(text.description))}\n${typed(`$ ${help.render(text.command)}`)}`
  }
  return typed(`$ ${help.render(text)}`)
}
