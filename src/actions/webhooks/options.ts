import {REFERENCE_KINDS, findReferenceKind} from '../../config/reference.ts'
import {HooksError} from '../../core/errors.ts'
import type {WebhookOptions} from '../../core/webhook.ts'
import {type OptionsOwner, readOption} from '../../providers/rules/options.ts'
import {parseAssignment} from '../../core/payload/assignment.ts'
import {followSecret} from './references.ts'
import type {Context} from '../../context/context.ts'

/**
 * Reads `--option key=value` as the provider defines it; options of every kind if the kind is not
 * known. A secret option is given as a reference, which is resolved.
 *
 * @throws HooksError usage, for an unknown name, a value of another type or a secret in plain text
 */
export async function readOptions(
  pairs: readonly string[],
  owner: OptionsOwner,
  context: Context,
): Promise<WebhookOptions | undefined> {
  if (pairs.length === 0) return undefined
  return Object.fromEntries(await Promise.all(pairs.map((pair) => readPair(pair, owner, context))))
}

async function readPair(
  pair: string,
  owner: OptionsOwner,
  context: Context,
): Promise<readonly [string, unknown]> {
  const name = parseAssignment(pair, '--option').path.join('.')
  const text = pair.slice(pair.indexOf('=') + 1)
  const option = owner.provider.webhooks.options.find((each) => each.name === name)
  const whole = option?.secret === true ? await resolveText(name, text, context) : text
  return [name, readOption(name, whole, owner)]
}

/** An empty value is not a secret: it removes the existing one. */
async function resolveText(name: string, text: string, context: Context): Promise<string> {
  if (text === '') return text
  if (findReferenceKind(text) !== undefined) {
    return followSecret(text, {env: context.env, folder: context.cwd()})
  }
  const ways = REFERENCE_KINDS.map((kind) => `${kind}:…`).join(', ')
  throw new HooksError(
    'usage',
    `option ${name} is secret, and secrets cannot be passed in a flag`,
    {
      hint: `use a reference (${ways}): --option ${name}=file:PATH`,
    },
  )
}
