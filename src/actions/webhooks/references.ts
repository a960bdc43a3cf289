import path from 'node:path'
import type {Env} from '../../config/env.ts'
import {referenceKind, resolveReference} from '../../config/reference.ts'
import {HooksError} from '../../core/errors.ts'
import type {WebhookOptions} from '../../core/webhook.ts'
import type {Provider} from '../../providers/provider.ts'

export type Following = {
  readonly env: Env
  /** Where the paths of `file:` references begin. */
  readonly folder: string
}

/** What a reference leads to. @throws HooksError usage, naming the reference and not its value */
export async function followSecret(reference: string, {env, folder}: Following): Promise<string> {
  try {
    return await resolveReference(fromFolder(reference, folder), env)
  } catch (error) {
    if (!(error instanceof HooksError)) throw error
    throw new HooksError('usage', `the reference ${reference} leads to nothing`, {
      hint: 'set the variable, or mend where it points',
      cause: error,
    })
  }
}

/** What a value leads to where it is a reference, else the value itself. @throws HooksError usage */
export async function followValue(value: string, following: Following): Promise<string> {
  return referenceKind(value) === undefined ? value : followSecret(value, following)
}

/** Options with those that are secret followed; their values were checked to be references. */
export async function followOptions(
  options: WebhookOptions,
  provider: Provider,
  following: Following,
): Promise<WebhookOptions> {
  const secret = new Set(
    provider.webhooks.options.filter((each) => each.secret === true).map(({name}) => name),
  )
  const entries = Object.entries(options).map(async ([name, value]) => {
    if (!secret.has(name) || typeof value !== 'string') return [name, value] as const
    return [name, await followSecret(value, following)] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

function fromFolder(reference: string, folder: string): string {
  const prefix = 'file:'
  if (!reference.startsWith(prefix)) return reference
  return prefix + path.resolve(folder, reference.slice(prefix.length))
}
