import {Flags} from '@oclif/core'

/** Flags for how a hooks server sends a webhook's deliveries. */
export function defineDeliveryFlags() {
  const many = {multiple: true, multipleNonGreedy: true, helpGroup: 'DELIVERY'} as const
  return {
    retries: Flags.string({
      description:
        'Retry schedule for failed deliveries: vendor, standard, or delays such as 5s,5m.',
      helpGroup: 'DELIVERY',
      helpValue: 'SCHEDULE',
    }),
    fifo: Flags.boolean({
      allowNo: true,
      description:
        'Deliver one at a time, strictly in order; a failing delivery holds up those after it.',
      helpGroup: 'DELIVERY',
    }),
    'max-rate': Flags.string({
      description: 'Maximum number of attempts per second.',
      helpGroup: 'DELIVERY',
      helpValue: 'NUMBER',
    }),
    'max-concurrency': Flags.integer({
      min: 1,
      max: 1000,
      description: 'Maximum number of attempts at the same time.',
      helpGroup: 'DELIVERY',
      helpValue: 'NUMBER',
    }),
    header: Flags.string({
      ...many,
      description:
        'Header to add to each delivery; may be repeated. The value may be a reference: env:NAME, file:PATH, cmd:COMMAND or keychain:NAME.',
      helpValue: 'NAME=VALUE',
    }),
    filter: Flags.string({
      ...many,
      description: 'Only events whose payload field matches; * matches any text. May be repeated.',
      helpValue: 'FIELD=PATTERN',
    }),
  }
}
