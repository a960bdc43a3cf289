import {Args, Flags} from '@oclif/core'

export function providerFlag() {
  return Flags.string({
    description: 'Provider, where the events do not tell: apivideo, vidyard, and so on.',
    env: 'HOOKS_PROVIDER',
    helpValue: 'NAME',
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
  return Args.string({description: 'Ids of webhooks.', required: true, multiple: true})
}

export function idArg() {
  return Args.string({description: 'Id of the webhook.', required: true})
}

/** What only one provider knows; `create` and `update` read them by the provider's own list. */
export function optionFlag() {
  return Flags.string({
    description: 'What only this provider knows; may be repeated.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY=VALUE',
  })
}

export function secretFileFlag(description: string) {
  return Flags.string({description, helpValue: 'FILE'})
}
