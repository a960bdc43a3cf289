import {Flags} from '@oclif/core'
import {
  eventsFlag,
  grouped,
  kindFlag,
  optionFlag,
  providerFlag,
  timeoutFlag,
  yesFlag,
} from './global.ts'
import {loginFlags} from './login.ts'

/** What `init` can be told in place of its questions. */
export function initFlags() {
  return {
    ...grouped('CREDENTIALS', {
      'key-file': loginFlags()['key-file'],
      credential: loginFlags().credential,
    }),
    ...grouped('WEBHOOK', webhookFlags()),
    ...grouped('TRIAL', trialFlags()),
    yes: yesFlag(),
  }
}

function webhookFlags() {
  return {
    provider: providerFlag(),
    url: Flags.string({description: 'Where deliveries go.', env: 'HOOKS_URL', helpValue: 'URL'}),
    kind: kindFlag(),
    events: eventsFlag('Event types that it wants.', {env: 'HOOKS_EVENTS'}),
    option: optionFlag(),
  }
}

function trialFlags() {
  return {
    probe: Flags.boolean({
      allowNo: true,
      default: true,
      description:
        'See first whether somebody answers there, unless --no-probe; nothing is delivered.',
      env: 'HOOKS_PROBE',
    }),
    test: Flags.boolean({
      allowNo: true,
      default: true,
      description: 'Send it an event once it is there, unless --no-test.',
      env: 'HOOKS_TEST',
    }),
    serve: Flags.boolean({
      allowNo: true,
      description: 'Keep the server running that init started; asked for on a terminal.',
      env: 'HOOKS_SERVE',
    }),
    timeout: timeoutFlag('30s'),
  }
}

/** The flags as they were given. */
export type InitFlags = {
  readonly provider: string | undefined
  readonly 'key-file': string | undefined
  readonly credential?: readonly string[] | undefined
  readonly url: string | undefined
  readonly probe: boolean
  readonly kind: string | undefined
  /** Empty where none are named. */
  readonly events: readonly string[]
  readonly option?: readonly string[] | undefined
  readonly yes: boolean
  readonly test: boolean
  readonly serve: boolean | undefined
  readonly timeout: string
}
