import {readFile} from 'node:fs/promises'
import {promisify} from 'node:util'
import {HooksError} from '../core/errors.ts'
import type {Env} from './env.ts'

/** Long enough for a password manager that asks for a fingerprint. */
const COMMAND_TIMEOUT_MS = 30_000

/**
 * The value behind a configured value: the references `env:NAME`, `file:PATH`, `cmd:COMMAND` and
 * `keychain:NAME` are resolved, anything else is the value itself. Trailing line breaks are removed.
 *
 * @throws HooksError usage, if a reference cannot be resolved or is empty
 */
export async function resolveReference(value: string, env: Env): Promise<string> {
  const kind = findReferenceKind(value)
  if (kind === undefined) return value
  const resolved = await followReference(kind, value.slice(kind.length + 1), env)
  const text = resolved?.replace(/[\r\n]+$/, '')
  if (text) return text
  throw new HooksError('usage', `cannot resolve the reference ${value} in the configuration`, {
    hint: 'fix what it refers to, or store another one with: hooks login',
  })
}

export const REFERENCE_KINDS = ['env', 'file', 'cmd', 'keychain'] as const
export type ReferenceKind = (typeof REFERENCE_KINDS)[number]

/** The kind of reference; undefined for a plain value. */
export function findReferenceKind(value: string): ReferenceKind | undefined {
  return REFERENCE_KINDS.find((kind) => value.startsWith(`${kind}:`))
}

async function followReference(
  kind: ReferenceKind,
  to: string,
  env: Env,
): Promise<string | undefined> {
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
    // The file is missing or the command failed. The caller names the reference; output may be secret.
    return undefined
  }
}
