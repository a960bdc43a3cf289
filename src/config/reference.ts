import {readFile} from 'node:fs/promises'
import {promisify} from 'node:util'
import {HooksError} from '../core/errors.ts'
import type {Env} from './env.ts'

/** Long enough for a keychain that asks for a finger. */
const COMMAND_TIMEOUT_MS = 30_000

/**
 * What a configured value stands for: `env:NAME`, `file:PATH` and `cmd:COMMAND` are followed,
 * anything else is the value itself. Line breaks at the end are dropped.
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

/** `env`, `file` or `cmd`; undefined for a plain value. */
export function referenceKind(value: string): 'env' | 'file' | 'cmd' | undefined {
  if (value.startsWith('env:')) return 'env'
  if (value.startsWith('file:')) return 'file'
  return value.startsWith('cmd:') ? 'cmd' : undefined
}

async function follow(
  kind: 'env' | 'file' | 'cmd',
  to: string,
  env: Env,
): Promise<string | undefined> {
  if (kind === 'env') return env.variable(to)
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
