import {Args, Flags} from '@oclif/core'
import {
  defineAssumeFlag,
  groupFlags,
  defineProviderFlag,
  defineSecretFileFlag,
  defineTimeoutFlag,
} from './global.ts'
import {WAITS} from '../../actions/trigger/order.ts'

const PAYLOAD_FLAGS = ['set', 'from', 'edit']

export function defineTriggerArgs() {
  return {event: Args.string({description: 'Event type to send; leave it out to play a scenario.'})}
}

/** Flags of `trigger`. */
export function defineTriggerFlags() {
  return {
    provider: defineProviderFlag(),
    ...groupFlags('PAYLOAD', definePayloadFlags()),
    ...groupFlags('SCENARIO', defineScenarioFlags()),
    ...groupFlags('SENDING', defineSendingFlags()),
  }
}

function definePayloadFlags() {
  return {
    set: Flags.string({
      description: 'Set a field of the payload, such as a.b=c; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'PATH=VALUE',
    }),
    from: Flags.string({
      description: 'File with the payload; - is standard input.',
      helpValue: 'FILE',
    }),
    edit: Flags.boolean({description: 'Edit the payload in your editor: VISUAL, EDITOR or vi.'}),
    force: Flags.boolean({
      description: 'Send the payload even if it is not valid for the event type.',
    }),
  }
}

function defineScenarioFlags() {
  return {
    scenario: Flags.string({
      description:
        'Play the events that a vendor sends for one action; list them with: hooks events --scenarios.',
      exclusive: ['scenario-file', ...PAYLOAD_FLAGS],
      helpValue: 'NAME',
    }),
    'scenario-file': Flags.string({
      description:
        'Play a scenario of your own from a YAML file, as described in hooks-scenario(5); - is standard input.',
      exclusive: PAYLOAD_FLAGS,
      helpValue: 'FILE',
    }),
    speed: Flags.string({
      default: '1',
      description: 'How many times faster than the vendor to play a scenario, or max.',
      env: 'HOOKS_SPEED',
      helpValue: 'FACTOR',
    }),
  }
}

function defineSendingFlags() {
  return {
    to: Flags.string({
      description: 'Send the event directly to this URL, signed; needs no server and no account.',
      helpValue: 'URL',
    }),
    'secret-file': defineSecretFileFlag(
      'File with the secret to sign with, if hooks sends the event itself; - is standard input.',
    ),
    assume: defineAssumeFlag({
      description:
        'Override an assumption about something that a vendor does not document, if hooks sends the event itself.',
    }),
    wait: Flags.option({
      description:
        'Wait for the first attempts, for the final results, or for nothing. The time to wait out a rate limit is set by HOOKS_RATE_LIMIT_WAIT.',
      options: WAITS,
      default: 'first',
    })(),
    timeout: defineTimeoutFlag('30s'),
  }
}
