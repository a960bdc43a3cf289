import path from 'node:path'
import type {Env} from '../../config/env.ts'
import {findReferenceKind, resolveReference} from '../../config/reference.ts'
import {HooksError} from '../../core/errors.ts'
import type {WebhookOptions} from '../../core/webhook.ts'
import type {Provider} from '../../providers/provider.ts'

export type Following = {
  readonly env: Env
  /** The base folder of relative `file:` references. */
  readonly folder: string
}

/** Resolves a reference. @throws HooksError usage, naming the reference but not its value */
export async function followSecret(reference: string, {env, folder}: Following): Promise<string> {
  try {
    return await resolveReference(resolvePath(reference, folder), env)
  } catch (error) {
    if (!(error instanceof HooksError)) throw error
    throw new HooksError('usage', `cannot resolve reference ${reference}`, {
      hint: 'set the variable, or correct the reference',
      cause: error,
    })
  }
}

/**
 * Resolves a value that is a reference, and returns any other as it is.
 *
 * @throws HooksError usage
 */
export async function followValue(value: string, following: Following): Promise<string> {
  return findReferenceKind(value) === undefined ? value : followSecret(value, following)
}

/** Resolves secret options, whose values were checked to be references. */
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

function resolvePath(reference: string, folder: string): string {
  const prefix = 'file:'
  if (!reference.startsWith(prefix)) return reference
  return prefix + path.resolve(folder, reference.slice(prefix.length))
}
