import type {WebhookOptions} from '../core/webhook.ts'
import {readOption} from '../providers/options.ts'
import type {Provider} from '../providers/provider.ts'
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
  return Object.fromEntries(pairs.map((pair) => readPair(pair, provider, kind)))
}

function readPair(
  pair: string,
  provider: Provider,
  kind: string | undefined,
): readonly [string, unknown] {
  const name = parseAssignment(pair, '--option').path.join('.')
  const text = pair.slice(pair.indexOf('=') + 1)
  return [name, readOption(name, text, {provider, kind})]
}
