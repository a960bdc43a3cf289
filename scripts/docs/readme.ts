import {stripVTControlCharacters} from 'node:util'
import type {Command, Interfaces} from '@oclif/core'
import HooksHelp from '../../src/cli/help/help.ts'
import {COMMAND_GROUPS} from '../../src/cli/help/root-help.ts'
import {commandName, visibleCommands} from '../program.ts'
import {CONFIGURATION, PROJECT_KEYS, REFERENCES} from './configuration.ts'
import {DESIRED_EXAMPLE, DESIRED_KEYS} from './desired.ts'
import {SCENARIO_EXAMPLE, STEP_KEYS} from './scenario.ts'
import {ENVIRONMENT, EXIT_STATUSES} from '../../src/cli/help/reference.ts'

/** The README with everything between its markers made anew. */
export function readme(text: string, config: Interfaces.Config): string {
  const sections = {
    commands: commands(config),
    'exit-codes': table(
      ['status', 'meaning'],
      EXIT_STATUSES.map(({status, meaning}) => [String(status), meaning]),
    ),
    environment: table(
      ['variable', 'meaning'],
      ENVIRONMENT.map(({name, meaning}) => [`\`${name}\``, meaning]),
    ),
    configuration: table(
      ['key', 'meaning'],
      CONFIGURATION.map(({key, meaning}) => [`\`${key}\``, meaning]),
    ),
    references: table(
      ['reference', 'meaning'],
      REFERENCES.map(({reference, meaning}) => [`\`${reference}\``, meaning]),
    ),
    hooksrc: table(
      ['key', 'meaning'],
      PROJECT_KEYS.map(({key, meaning}) => [`\`${key}\``, meaning]),
    ),
    'hooks-yaml': [
      `\`\`\`yaml\n${DESIRED_EXAMPLE}\`\`\``,
      table(
        ['key', 'meaning'],
        DESIRED_KEYS.map(({key, meaning}) => [`\`${key}\``, meaning]),
      ),
    ].join('\n\n'),
    scenario: [
      `\`\`\`yaml\n${SCENARIO_EXAMPLE}\`\`\``,
      table(
        ['key of a step', 'meaning'],
        STEP_KEYS.map(({key, meaning}) => [`\`${key}\``, meaning]),
      ),
    ].join('\n\n'),
  }
  return Object.entries(sections).reduce((page, [name, section]) => fill(page, name, section), text)
}

function fill(page: string, name: string, section: string): string {
  const marked = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`)
  if (!marked.test(page)) throw new Error(`README.md has no marks for ${name}`)
  return page.replace(marked, (_, start: string, end: string) => `${start}\n${section}\n\n${end}`)
}

function commands(config: Interfaces.Config): string {
  const byName = new Map(visibleCommands(config).map((command) => [commandName(command), command]))
  return COMMAND_GROUPS.flatMap(({title, commands: names}) => {
    const known = names.flatMap((name) => byName.get(name) ?? [])
    return known.length === 0
      ? []
      : [`### ${capital(title)}`, ...known.map((it) => entry(it, config))]
  }).join('\n\n')
}

/** A heading that links to the source, the summary, and the help as the terminal shows it. */
function entry(command: Command.Loadable, config: Interfaces.Config): string {
  const help = new HooksHelp(config, {maxWidth: 88})
  const text = stripVTControlCharacters(help.commandText(command))
  const heading = `#### [\`hooks ${commandName(command)}\`](${sourceOf(command)})`
  return [
    heading,
    help.render(command.summary ?? ''),
    `\`\`\`text\n${trimLines(text)}\n\`\`\``,
  ].join('\n\n')
}

function sourceOf({relativePath}: Command.Loadable): string {
  return (relativePath ?? []).join('/')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function trimLines(text: string): string {
  return text.replace(/[ \t]+$/gm, '').trimEnd()
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
