import type {Context} from '../../context/context.ts'
import {defined} from '../../core/defined.ts'
import {type DeliverySettings, checkDeliverySettings} from '../../core/delivery-settings.ts'
import {HooksError} from '../../core/errors.ts'
import type {Target} from '../target/target.ts'
import {followValue} from './references.ts'

export type DeliveryFlags = {
  readonly retries?: string | undefined
  readonly fifo?: boolean | undefined
  readonly 'max-rate'?: string | undefined
  readonly 'max-concurrency'?: number | undefined
  readonly header?: readonly string[] | undefined
  readonly filter?: readonly string[] | undefined
}

/**
 * The settings that the flags give; undefined if they give none.
 *
 * @throws HooksError usage; unsupported, if a vendor sends the deliveries
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
    ...(filter === undefined ? {} : {filter: groupFilters(parsePairs(filter, '--filter'))}),
  }
  if (Object.keys(settings).length === 0) return undefined
  if (target.kind === 'vendor') {
    throw new HooksError(
      'unsupported',
      `${target.provider.label} does not support delivery settings`,
      {
        hint: 'leave out the delivery flags, or use a hooks server: --profile local',
      },
    )
  }
  checkDeliverySettings(settings)
  return settings
}

export async function readHeaders(
  texts: readonly string[],
  {env, cwd}: Context,
): Promise<Record<string, string>> {
  const followed = parsePairs(texts, '--header').map(
    async ([name, value]) => [name, await followValue(value, {env, folder: cwd()})] as const,
  )
  return Object.fromEntries(await Promise.all(followed))
}

export function readRate(text: string): number {
  const rate = Number(text)
  if (text.trim() !== '' && rate > 0 && rate <= 100000) return rate
  throw new HooksError('usage', `--max-rate ${JSON.stringify(text)} is not a number above 0`)
}

export function parsePairs(
  texts: readonly string[],
  flag: string,
): [name: string, value: string][] {
  return texts.map((text) => {
    const divider = text.indexOf('=')
    if (divider > 0) return [text.slice(0, divider), text.slice(divider + 1)]
    throw new HooksError('usage', `${flag} ${JSON.stringify(text)} is not name=value`, {
      hint: `write it like ${flag} name=value`,
    })
  })
}

/** Patterns of the same field are alternatives. */
export function groupFilters(
  filters: readonly (readonly [string, string])[],
): Record<string, string[]> {
  const patterns = Map.groupBy(filters, ([path]) => path)
  return Object.fromEntries(
    [...patterns].map(([path, entries]) => [path, entries.map(([, pattern]) => pattern)]),
  )
}
