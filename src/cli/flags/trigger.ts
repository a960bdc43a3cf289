import {Args, Flags} from '@oclif/core'
import {assumeFlag, grouped, providerFlag, secretFileFlag, timeoutFlag} from './global.ts'
import {WAITS} from '../../actions/trigger/order.ts'

const PAYLOAD_FLAGS = ['set', 'from', 'edit']

export function triggerArgs() {
  return {event: Args.string({description: 'Event type; left out for a scenario.'})}
}

/** What `trigger` can be told. */
export function triggerFlags() {
  return {
    provider: providerFlag(),
    ...grouped('PAYLOAD', payloadFlags()),
    ...grouped('SCENARIO', scenarioFlags()),
    ...grouped('SENDING', sendingFlags()),
  }
}

function payloadFlags() {
  return {
    set: Flags.string({
      description: 'Change a field of the payload: a.b=c; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'PATH=VALUE',
    }),
    from: Flags.string({
      description: 'File with the payload; - is standard input.',
      helpValue: 'FILE',
    }),
    edit: Flags.boolean({description: 'Change the payload in your editor: VISUAL, EDITOR or vi.'}),
    force: Flags.boolean({description: 'Send it even if the payload does not fit the type.'}),
  }
}

function scenarioFlags() {
  return {
    scenario: Flags.string({
      description: 'Play what the vendor sends for one act; see them with: events --scenarios.',
      exclusive: ['scenario-file', ...PAYLOAD_FLAGS],
      helpValue: 'NAME',
    }),
    'scenario-file': Flags.string({
      description:
        'Play a scenario of your own, from a YAML file as hooks-scenario(5) has it; - is standard input.',
      exclusive: PAYLOAD_FLAGS,
      helpValue: 'FILE',
    }),
    speed: Flags.string({
      default: '1',
      description: 'How many times faster than the vendor a scenario is played, or max.',
      env: 'HOOKS_SPEED',
      helpValue: 'FACTOR',
    }),
  }
}

function sendingFlags() {
  return {
    to: Flags.string({
      description: 'Send it straight there, signed; it takes no server and no account.',
      helpValue: 'URL',
    }),
    'secret-file': secretFileFlag(
      'File with the secret to sign with, where hooks sends it; - is standard input.',
    ),
    assume: assumeFlag({
      description:
        'Replace a default that stands for something a vendor does not document, where hooks sends it.',
    }),
    wait: Flags.option({
      description:
        'Wait for the first attempts, or the end. A rate limit is sat out for HOOKS_RATE_LIMIT_WAIT.',
      options: WAITS,
      default: 'first',
    })(),
    timeout: timeoutFlag('30s'),
  }
}
