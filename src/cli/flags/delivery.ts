import {Flags} from '@oclif/core'

/** How a server of ours sends a webhook's deliveries. */
export function deliveryFlags() {
  const many = {multiple: true, multipleNonGreedy: true, helpGroup: 'DELIVERY'} as const
  return {
    retries: Flags.string({
      description: 'When a failed delivery is tried again: vendor, standard, or delays like 5s,5m.',
      helpGroup: 'DELIVERY',
      helpValue: 'SCHEDULE',
    }),
    fifo: Flags.boolean({
      allowNo: true,
      description: 'Strictly one after the other, in order; a failing one holds up those after it.',
      helpGroup: 'DELIVERY',
    }),
    'max-rate': Flags.string({
      description: 'Attempts per second, at most.',
      helpGroup: 'DELIVERY',
      helpValue: 'NUMBER',
    }),
    'max-concurrency': Flags.integer({
      min: 1,
      max: 1000,
      description: 'Attempts under way at once, at most.',
      helpGroup: 'DELIVERY',
      helpValue: 'NUMBER',
    }),
    header: Flags.string({
      ...many,
      description:
        'Header to send along. The value may be a reference: env:NAME, file:PATH, cmd:COMMAND or keychain:NAME.',
      helpValue: 'NAME=VALUE',
    }),
    filter: Flags.string({
      ...many,
      description: 'Only events with this payload field; * stands for anything. Repeat for more.',
      helpValue: 'FIELD=PATTERN',
    }),
  }
}
