import {readFile, stat} from 'node:fs/promises'
import path from 'node:path'
import {isSecretName} from '../core/masking/curl.ts'
import {HooksError} from '../core/errors.ts'
import {nearest} from '../core/nearest.ts'
import {isJsonObject} from '../core/payload/json-object.ts'

const PROJECT_FILE = '.hooksrc'

/** What a project may fix for whoever works in it; never a secret. */
export const KEYS = ['profile', 'provider', 'scope', 'apiUrl', 'output'] as const

export type ProjectValues = {readonly [Key in (typeof KEYS)[number]]?: string}

export type ProjectFile = {
  readonly values: ProjectValues
  /** Absent where there is none. */
  readonly file?: string
}

/** The bit by which everybody could write. */
const WRITABLE_BY_ALL = 0o002

/**
 * What the nearest `.hooksrc` says, going up from `folder` to the home folder or the root.
 *
 * @throws HooksError usage, when it is broken, holds a secret, or others could have written it
 */
export async function readProjectFile(folder: string, home: string): Promise<ProjectFile> {
  for (const each of upwards(folder, home)) {
    const file = path.join(each, PROJECT_FILE)
    const text = await readText(file)
    if (text === undefined) continue
    await checkOwner(file, folder)
    return {file, values: parse(file, text)}
  }
  return {values: {}}
}

function upwards(folder: string, home: string): string[] {
  const parent = path.dirname(folder)
  return folder === home || parent === folder ? [folder] : [folder, ...upwards(parent, home)]
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (['ENOENT', 'ENOTDIR'].includes(code)) return undefined
    throw new HooksError('usage', `cannot read ${file} (${code})`, {
      hint: code === 'EISDIR' ? `mv ${file} ${file}.old` : `chmod u+r ${file}`,
      cause: error,
    })
  }
}

/**
 * It decides where commands act: one that a stranger put into a shared folder, or could write, is
 * not followed. Windows has no such bits.
 */
async function checkOwner(file: string, folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const {mode, uid} = await stat(file)
  if ((mode & WRITABLE_BY_ALL) !== 0) {
    throw new HooksError(
      'usage',
      `${file} decides where commands act, but everybody can write it`,
      {
        hint: `chmod o-w ${file}`,
      },
    )
  }
  const trusted = [process.getuid?.(), 0, (await stat(folder)).uid]
  if (trusted.includes(uid)) return
  throw new HooksError('usage', `${file} decides where commands act, but belongs to another user`, {
    hint: `look at it, then take it over: cp ${file} ${file}.mine && mv -f ${file}.mine ${file}`,
  })
}

function parse(file: string, text: string): ProjectValues {
  const data = parseJson(file, text)
  const entries = Object.entries(data).map(([key, value]) => {
    if (isSecretName(key)) throw secretKey(file, key)
    if (!isKey(key)) throw unknownKey(file, key)
    if (typeof value !== 'string' || value === '') {
      throw new HooksError('usage', `${key} in ${file} is not a text`, {
        hint: `write it as "${key}": "…"`,
      })
    }
    return [key, value] as const
  })
  return Object.fromEntries(entries)
}

function parseJson(file: string, text: string): object {
  try {
    const data: unknown = JSON.parse(text)
    if (isJsonObject(data)) return data
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw broken(file, error.message, error)
  }
  throw broken(file, 'it is not a JSON object')
}

function broken(file: string, reason: string, cause?: unknown): HooksError {
  return new HooksError('usage', `${file} is broken: ${reason}`, {
    hint: `write it like {"profile": "local"}, or move it away with: mv ${file} ${file}.broken`,
    cause,
  })
}

function secretKey(file: string, key: string): HooksError {
  return new HooksError(
    'usage',
    `${file} holds ${JSON.stringify(key)}, which looks like a credential`,
    {
      hint: 'project files get shared: remove it, change the credential, and keep it with: hooks login',
    },
  )
}

function unknownKey(file: string, key: string): HooksError {
  const near = nearest(key, KEYS)
  return new HooksError('usage', `${file} has the unknown key ${JSON.stringify(key)}`, {
    hint: near === undefined ? `it may hold ${KEYS.join(', ')}` : `did you mean ${near}?`,
  })
}

function isKey(key: string): key is (typeof KEYS)[number] {
  return (KEYS as readonly string[]).includes(key)
}
