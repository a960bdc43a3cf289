import {defined} from '../../core/defined.ts'
import {Flags} from '@oclif/core'
import {checkDeliverySettings, type DeliverySettings} from '../../core/delivery-settings.ts'
import {HooksError} from '../../core/errors.ts'
import {followValue} from '../../actions/webhooks/references.ts'
import type {Target} from '../../actions/target/target.ts'
import type {Context} from '../../context/context.ts'

/** Flags for how a hooks server sends a webhook's deliveries. */
export function deliveryFlags() {
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

export type DeliveryFlags = {
  readonly retries?: string | undefined
  readonly fifo?: boolean | undefined
  readonly 'max-rate'?: string | undefined
  readonly 'max-concurrency'?: number | undefined
  readonly header?: readonly string[] | undefined
  readonly filter?: readonly string[] | undefined
}

/**
 * Returns the settings that the flags give; undefined when no such flag is given.
 *
 * @throws HooksError usage; unsupported, when a vendor sends the deliveries
 */
export async function readDelivery(
  flags: DeliveryFlags,
  target: Target,
  context: Context,
): Promise<DeliverySettings | undefined> {
  const {retries, fifo, 'max-rate': rate, 'max-concurrency': concurrency, header, filter} = flags
  const settings: DeliverySettings = {
    ...defined({retries, fifo}),
    ...(rate === undefined ? {} : {rateLimit: readRate(rate)}),
    ...defined({concurrency}),
    ...(header === undefined ? {} : {headers: await readHeaders(header, context)}),
    ...(filter === undefined ? {} : {filter: groupPatterns(parsePairs(filter, '--filter'))}),
  }
  if (Object.keys(settings).length === 0) return undefined
  if (target.kind === 'vendor') {
    throw new HooksError(
      'unsupported',
      `${target.provider.label} does not support delivery settings`,
      {
        hint: 'leave out the delivery flags, or use the local server: --profile local',
      },
    )
  }
  checkDeliverySettings(settings)
  return settings
}

async function readHeaders(
  texts: readonly string[],
  {env, cwd}: Context,
): Promise<Record<string, string>> {
  const followed = parsePairs(texts, '--header').map(
    async ([name, value]) => [name, await followValue(value, {env, folder: cwd()})] as const,
  )
  return Object.fromEntries(await Promise.all(followed))
}

function readRate(text: string): number {
  const rate = Number(text)
  if (text.trim() !== '' && rate > 0 && rate <= 100_000) return rate
  throw new HooksError('usage', `--max-rate ${JSON.stringify(text)} is not a number above 0`)
}

function parsePairs(texts: readonly string[], flag: string): [name: string, value: string][] {
  return texts.map((text) => {
    const divider = text.indexOf('=')
    if (divider > 0) return [text.slice(0, divider), text.slice(divider + 1)]
    throw new HooksError('usage', `${flag} ${JSON.stringify(text)} is not name=value`, {
      hint: `write it as ${flag} name=value`,
    })
  })
}

/** Patterns for the same field are alternatives. */
function groupPatterns(filters: readonly (readonly [string, string])[]): Record<string, string[]> {
  const patterns = Map.groupBy(filters, ([path]) => path)
  return Object.fromEntries(
    [...patterns].map(([path, entries]) => [path, entries.map(([, pattern]) => pattern)]),
  )
}
