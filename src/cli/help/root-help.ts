import {formatScriptHelp} from './script-help.ts'

/** The commands, in the order in which a new user needs them. */
export const COMMAND_GROUPS: readonly {title: string; commands: readonly string[]}[] = [
  {
    title: 'set up',
    commands: [
      'init',
      'login',
      'logout',
      'whoami',
      'profile list',
      'profile use',
      'profile remove',
      'doctor',
      'completion',
    ],
  },
  {
    title: 'webhooks',
    commands: [
      'create',
      'list',
      'get',
      'update',
      'delete',
      'enable',
      'disable',
      'pause',
      'resume',
      'secret get',
      'secret rotate',
    ],
  },
  {title: 'declarative configuration', commands: ['export', 'plan', 'apply']},
  {
    title: 'events',
    commands: ['events', 'events define', 'events undefine', 'trigger', 'providers'],
  },
  {title: 'hooks server', commands: ['serve', 'clock', 'clock advance']},
  {title: 'deliveries', commands: ['deliveries', 'deliveries get']},
  {title: 'receiving', commands: []},
  {title: 'help', commands: ['help', 'commands']},
]

type Program = {
  readonly bin: string
  readonly description: string
  /** `id` has colons or spaces between words. */
  readonly commands: readonly {id: string; summary?: string | undefined}[]
}

/** Returns what `hooks`, `hooks help` and `hooks --help` print: plain text, at most 80 columns. */
export function formatRootHelp({bin, description, commands}: Program): string {
  const summaries = new Map(
    commands.map(({id, summary = ''}) => [id.replaceAll(':', ' '), takeFirstSentence(summary)]),
  )
  const width = Math.max(...[...summaries.keys()].map((name) => name.length))
  const sections = COMMAND_GROUPS.flatMap((group) => {
    const lines = group.commands
      .filter((name) => summaries.has(name))
      .map((name) => `  ${name.padEnd(width)}  ${summaries.get(name) ?? ''}`)
    return lines.length === 0 ? [] : [[group.title.toUpperCase(), ...lines].join('\n')]
  })
  return [
    description,
    `USAGE\n  $ ${bin} COMMAND`,
    ...sections,
    ...formatScriptHelp(),
    `See ${bin} help COMMAND for arguments, flags, variables and examples.\n`,
  ].join('\n\n')
}

function takeFirstSentence(summary: string): string {
  return summary.replace(/\.$/, '')
}
