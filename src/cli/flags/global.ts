import {Args, Flags} from '@oclif/core'
import {HooksError} from '../../core/errors.ts'

/**
 * Puts flags under their own heading in the help. Modifies the given flags, so create new ones
 * for each command.
 */
export function groupFlags<Group extends Readonly<Record<string, {helpGroup?: string}>>>(
  helpGroup: string,
  flags: Group,
): Group {
  for (const flag of Object.values(flags)) flag.helpGroup = helpGroup
  return flags
}

export function defineProviderFlag() {
  return Flags.string({
    description: 'Provider, if the events do not determine it: apivideo, vidyard, and so on.',
    env: 'HOOKS_PROVIDER',
    helpValue: 'NAME',
  })
}

/** Limits what is shown to one provider. */
export function defineProviderFilter() {
  return {
    ...defineProviderFlag(),
    description: 'Only this provider: apivideo, vidyard, and so on.',
  }
}

export function defineKindFlag() {
  return Flags.string({
    description:
      'Kind of webhook, if the provider has several; list them with: hooks providers NAME.',
    env: 'HOOKS_KIND',
    helpValue: 'KIND',
  })
}

export function defineYesFlag() {
  return Flags.boolean({char: 'y', description: 'Do not ask for confirmation.', env: 'HOOKS_YES'})
}

/** Takes event names separated by commas, a repeated flag, or both. */
export function defineEventsFlag(description: string, extra: {env?: string} = {}) {
  return Flags.string({
    description,
    delimiter: ',',
    multiple: true,
    multipleNonGreedy: true,
    ...extra,
    helpValue: 'EVENT,…',
  })
}

export function defineTimeoutFlag(usual: string) {
  return Flags.string({
    default: usual,
    description: 'How long to wait, such as 500ms, 30s or 2m.',
    env: 'HOOKS_TIMEOUT',
    helpValue: 'TIME',
  })
}

/** Ids of one or more webhooks. */
export function defineIdsArg() {
  return Args.string({
    description: 'Ids of the webhooks.',
    required: true,
    multiple: true,
    parse: parseId,
  })
}

export function defineIdArg() {
  return Args.string({description: 'Id of the webhook.', required: true, parse: parseId})
}

/**
 * An unset variable in a script gives an empty id, which is not an unknown one.
 *
 * @throws HooksError usage
 */
async function parseId(id: string): Promise<string> {
  if (id.trim() !== '') return id
  throw new HooksError('usage', 'the id is empty', {
    hint: 'check that the variable it came from is set; hooks list shows the ids',
  })
}

/** Settings of one provider; `create` and `update` check them against its own list. */
export function defineOptionFlag() {
  return Flags.string({
    description:
      'Setting of this provider; may be repeated. Give a secret as a reference: KEY=file:PATH, KEY=env:NAME or KEY=cmd:COMMAND.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY=VALUE',
  })
}

export function defineAssumeFlag(extra: {env?: string; description?: string}) {
  return Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    description: 'Override an assumption about something that a vendor does not document.',
    ...extra,
    helpValue: 'PROVIDER.NAME=VALUE',
  })
}

export function defineSecretFileFlag(description: string) {
  return Flags.string({description, helpValue: 'FILE'})
}

export function defineAllProfilesFlag() {
  return Flags.boolean({
    description: 'Include every stored profile, the selected profile and the local server.',
  })
}

export function defineFromFlag() {
  return Flags.string({
    description:
      'File with many webhooks, one JSON object per line with the keys of hooks-yaml(5); - is standard input. Cannot be combined with flags for a single webhook.',
    helpValue: 'FILE',
  })
}
