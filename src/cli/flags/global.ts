import {Args, Flags} from '@oclif/core'
import {HooksError} from '../../core/errors.ts'

/** Flags under a heading of their own in the help; they are marked as they are, made anew for each command. */
export function grouped<Group extends Readonly<Record<string, {helpGroup?: string}>>>(
  helpGroup: string,
  flags: Group,
): Group {
  for (const flag of Object.values(flags)) flag.helpGroup = helpGroup
  return flags
}

export function providerFlag() {
  return Flags.string({
    description: 'Provider, where the events do not tell: apivideo, vidyard, and so on.',
    env: 'HOOKS_PROVIDER',
    helpValue: 'NAME',
  })
}

/** Of which provider something is shown. */
export function providerFilter() {
  return {
    ...providerFlag(),
    description: 'Only those of this provider: apivideo, vidyard, and so on.',
  }
}

export function kindFlag() {
  return Flags.string({
    description: 'Kind of webhook, where the provider has several; hooks providers NAME tells.',
    env: 'HOOKS_KIND',
    helpValue: 'KIND',
  })
}

export function yesFlag() {
  return Flags.boolean({char: 'y', description: 'Do it without asking.', env: 'HOOKS_YES'})
}

/** Event names with commas, with repetition, or both. */
export function eventsFlag(description: string, extra: {env?: string} = {}) {
  return Flags.string({
    description,
    delimiter: ',',
    multiple: true,
    multipleNonGreedy: true,
    ...extra,
    helpValue: 'EVENT,…',
  })
}

export function timeoutFlag(usual: string) {
  return Flags.string({
    default: usual,
    description: 'How long to wait: 500ms, 30s, 2m.',
    env: 'HOOKS_TIMEOUT',
    helpValue: 'TIME',
  })
}

/** Ids of webhooks, one or several. */
export function idsArg() {
  return Args.string({
    description: 'Ids of webhooks.',
    required: true,
    multiple: true,
    parse: parseId,
  })
}

export function idArg() {
  return Args.string({description: 'Id of the webhook.', required: true, parse: parseId})
}

/** A variable of a script that was never set is no id that nobody has. @throws HooksError usage */
async function parseId(id: string): Promise<string> {
  if (id.trim() !== '') return id
  throw new HooksError('usage', 'an id is empty', {
    hint: 'see whether the variable it came from is set; hooks list shows the ids',
  })
}

/** What only one provider knows; `create` and `update` read them by the provider's own list. */
export function optionFlag() {
  return Flags.string({
    description:
      'What only this provider knows; may be repeated. A secret one is where to find it: KEY=file:PATH, KEY=env:NAME or KEY=cmd:COMMAND.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY=VALUE',
  })
}

export function assumeFlag(extra: {env?: string; description?: string}) {
  return Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    description: 'Replace a default that stands for something a vendor does not document.',
    ...extra,
    helpValue: 'PROVIDER.NAME=VALUE',
  })
}

export function secretFileFlag(description: string) {
  return Flags.string({description, helpValue: 'FILE'})
}

export function allProfilesFlag() {
  return Flags.boolean({
    description:
      'Of every profile that is stored here, of the selected one and of the local server.',
  })
}

export function fromFlag() {
  return Flags.string({
    description:
      'File with many webhooks, one JSON object a line with the keys of hooks-yaml(5); - is standard input. Flags about one webhook do not go with it.',
    helpValue: 'FILE',
  })
}
