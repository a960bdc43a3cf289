import {REFERENCE_KINDS, referenceKind} from '../../config/reference.ts'
import {HooksError} from '../../core/errors.ts'
import type {WebhookOptions} from '../../core/webhook.ts'
import {type OptionsOwner, readOption} from '../../providers/rules/options.ts'
import {parseAssignment} from '../../core/payload/assignment.ts'
import {followSecret} from './references.ts'
import type {Context} from '../../context/context.ts'

/**
 * What `--option key=value` means to the provider; of every kind where the kind is not known. An
 * option that is secret is a reference, which is followed.
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
  const whole = option?.secret === true ? await followed(name, text, context) : text
  return [name, readOption(name, whole, owner)]
}

/** An empty value is no secret: it takes the one away that was there. */
async function followed(name: string, text: string, context: Context): Promise<string> {
  if (text === '') return text
  if (referenceKind(text) !== undefined) {
    return followSecret(text, {env: context.env, folder: context.cwd()})
  }
  const ways = REFERENCE_KINDS.map((kind) => `${kind}:…`).join(', ')
  throw new HooksError('usage', `option ${name} is secret, and secrets are not typed as flags`, {
    hint: `say where it is, as one of ${ways}: --option ${name}=file:PATH`,
  })
}
