import {Flags} from '@oclif/core'
import {
  defineEventsFlag,
  groupFlags,
  defineKindFlag,
  defineOptionFlag,
  defineProviderFlag,
  defineTimeoutFlag,
  defineYesFlag,
} from './global.ts'
import {defineLoginFlags} from './login.ts'

/** Flags that answer the questions of `init` in advance. */
export function defineInitFlags() {
  return {
    ...groupFlags('CREDENTIALS', {
      'key-file': defineLoginFlags()['key-file'],
      credential: defineLoginFlags().credential,
    }),
    ...groupFlags('WEBHOOK', defineWebhookFlags()),
    ...groupFlags('TRIAL', defineTrialFlags()),
    yes: defineYesFlag(),
  }
}

function defineWebhookFlags() {
  return {
    provider: defineProviderFlag(),
    url: Flags.string({
      description: 'URL to send events to.',
      env: 'HOOKS_URL',
      helpValue: 'URL',
    }),
    kind: defineKindFlag(),
    events: defineEventsFlag('Event types to subscribe to.', {env: 'HOOKS_EVENTS'}),
    option: defineOptionFlag(),
  }
}

function defineTrialFlags() {
  return {
    probe: Flags.boolean({
      allowNo: true,
      default: true,
      description: 'Check first that the URL responds, unless --no-probe; nothing is delivered.',
      env: 'HOOKS_PROBE',
    }),
    test: Flags.boolean({
      allowNo: true,
      default: true,
      description: 'Send a test event to the new webhook, unless --no-test.',
      env: 'HOOKS_TEST',
    }),
    serve: Flags.boolean({
      allowNo: true,
      description: 'Keep the server that init started running; on a terminal, init asks.',
      env: 'HOOKS_SERVE',
    }),
    timeout: defineTimeoutFlag('30s'),
  }
}
