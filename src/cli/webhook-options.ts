import {HooksError} from '../core/errors.ts'
import {nearest} from '../core/nearest.ts'
import type {WebhookOptions} from '../core/webhook.ts'
import type {Provider, ProviderOption} from '../providers/provider.ts'
import {parseAssignment} from './assignment.ts'

/**
 * What `--option key=value` means to the provider; of every kind where the kind is not known.
 *
 * @throws HooksError usage, for an unknown name or a value of another type
 */
export function readOptions(
  pairs: readonly string[],
  provider: Provider,
  kind: string | undefined,
): WebhookOptions | undefined {
  if (pairs.length === 0) return undefined
  const known = provider.options.filter(
    (option) => option.kind === undefined || kind === undefined || option.kind === kind,
  )
  return Object.fromEntries(pairs.map((pair) => readOption(pair, known, provider)))
}

function readOption(
  pair: string,
  known: readonly ProviderOption[],
  {label}: Provider,
): readonly [string, unknown] {
  const {path, value} = parseAssignment(pair, '--option')
  const name = path.join('.')
  const option = known.find((each) => each.name === name)
  if (option === undefined) {
    const names = known.map((each) => each.name)
    const hint = nearest(name, names) ?? (names.length === 0 ? 'none' : names.join(', '))
    throw new HooksError('usage', `${label} has no option ${name}`, {hint: `known: ${hint}`})
  }
  if (option.type === 'string') return [name, pair.slice(pair.indexOf('=') + 1)]
  if (typeof value === option.type && value !== null) return [name, value]
  throw new HooksError('usage', `--option ${name} wants a value of type ${option.type}`)
}
