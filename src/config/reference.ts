import {readFile} from 'node:fs/promises'
import {promisify} from 'node:util'
import {HooksError} from '../core/errors.ts'
import type {Env} from './env.ts'

/** Long enough for a keychain that asks for a finger. */
const COMMAND_TIMEOUT_MS = 30_000

/**
 * What a configured value stands for: `env:NAME`, `file:PATH`, `cmd:COMMAND` and
 * `keychain:NAME` are followed, anything else is the value itself. Line breaks at the end are dropped.
 *
 * @throws HooksError usage, when a reference leads nowhere
 */
export async function resolveReference(value: string, env: Env): Promise<string> {
  const kind = referenceKind(value)
  if (kind === undefined) return value
  const resolved = await follow(kind, value.slice(kind.length + 1), env)
  const text = resolved?.replace(/[\r\n]+$/, '')
  if (text) return text
  throw new HooksError('usage', `the reference ${value} in the configuration leads to nothing`, {
    hint: 'mend where it points, or store another with: hooks login',
  })
}

export const REFERENCE_KINDS = ['env', 'file', 'cmd', 'keychain'] as const
export type ReferenceKind = (typeof REFERENCE_KINDS)[number]

/** How a value refers to another place; undefined for a plain value. */
export function referenceKind(value: string): ReferenceKind | undefined {
  return REFERENCE_KINDS.find((kind) => value.startsWith(`${kind}:`))
}

async function follow(kind: ReferenceKind, to: string, env: Env): Promise<string | undefined> {
  if (kind === 'env') return env.variable(to)
  if (kind === 'keychain') {
    const {requireKeychain} = await import('./keychain.ts')
    return (await requireKeychain(env)).read(to)
  }
  try {
    if (kind === 'file') return await readFile(to, 'utf8')
    const {exec} = process.getBuiltinModule('node:child_process')
    const {stdout} = await promisify(exec)(to, {timeout: COMMAND_TIMEOUT_MS})
    return stdout
  } catch {
    // A missing file or a failing command: the caller names the reference. Its output may be a secret.
    return undefined
  }
}
