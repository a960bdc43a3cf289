import {readFile, stat} from 'node:fs/promises'
import path from 'node:path'
import {isSecretName} from '../core/masking/curl.ts'
import {findErrorCode, HooksError} from '../core/errors.ts'
import {findNearest} from '../core/nearest.ts'
import {isJsonObject} from '../core/payload/json-object.ts'

const PROJECT_FILE = '.hooksrc'

/** The settings that a project may share with everyone who works in it; never a secret. */
export const KEYS = ['profile', 'provider', 'scope', 'apiUrl', 'output'] as const

export type ProjectValues = {readonly [Key in (typeof KEYS)[number]]?: string}

export type ProjectFile = {
  readonly values: ProjectValues
  /** Absent if there is none. */
  readonly file?: string
}

/** The permission bit that lets everybody write. */
const WRITABLE_BY_ALL = 0o002

/**
 * The nearest `.hooksrc`, searched upwards from `folder` to the home folder or the root.
 *
 * @throws HooksError usage, if it is invalid, contains a secret, or others could have written it
 */
export async function readProjectFile(folder: string, home: string): Promise<ProjectFile> {
  for (const each of listParents(folder, home)) {
    const file = path.join(each, PROJECT_FILE)
    const text = await readText(file)
    if (text === undefined) continue
    await checkOwner(file, folder)
    return {file, values: parseProjectFile(file, text)}
  }
  return {values: {}}
}

function listParents(folder: string, home: string): string[] {
  const parent = path.dirname(folder)
  return folder === home || parent === folder ? [folder] : [folder, ...listParents(parent, home)]
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = findErrorCode(error)
    if (['ENOENT', 'ENOTDIR'].includes(code)) return undefined
    throw new HooksError('usage', `cannot read ${file} (${code})`, {
      hint: code === 'EISDIR' ? `mv ${file} ${file}.old` : `chmod u+r ${file}`,
      cause: error,
    })
  }
}

/**
 * The file decides which account commands act on, so a file that another user owns or that
 * everybody can write is refused. Windows has no such bits.
 */
async function checkOwner(file: string, folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const {mode, uid} = await stat(file)
  if ((mode & WRITABLE_BY_ALL) !== 0) {
    throw new HooksError('usage', `${file} is writable by everybody, so it is not trusted`, {
      hint: `chmod o-w ${file}`,
    })
  }
  const trusted = [process.getuid?.(), 0, (await stat(folder)).uid]
  if (trusted.includes(uid)) return
  throw new HooksError('usage', `${file} belongs to another user, so it is not trusted`, {
    hint: `check its content, then make it yours: cp ${file} ${file}.mine && mv -f ${file}.mine ${file}`,
  })
}

function parseProjectFile(file: string, text: string): ProjectValues {
  const data = parseJson(file, text)
  const entries = Object.entries(data).map(([key, value]) => {
    if (isSecretName(key)) throw toSecretKeyError(file, key)
    if (!isKey(key)) throw toUnknownKeyError(file, key)
    if (typeof value !== 'string' || value === '') {
      throw new HooksError('usage', `${key} in ${file} is not a string`, {
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
    throw toInvalidError(file, error.message, error)
  }
  throw toInvalidError(file, 'it is not a JSON object')
}

function toInvalidError(file: string, reason: string, cause?: unknown): HooksError {
  return new HooksError('usage', `${file} is not valid: ${reason}`, {
    hint: `write it like this: {"profile": "local"}, or move it away with: mv ${file} ${file}.broken`,
    cause,
  })
}

function toSecretKeyError(file: string, key: string): HooksError {
  return new HooksError(
    'usage',
    `${file} contains ${JSON.stringify(key)}, which looks like a credential`,
    {
      hint: 'project files are shared: remove it, rotate the credential, and store it with: hooks login',
    },
  )
}

function toUnknownKeyError(file: string, key: string): HooksError {
  const near = findNearest(key, KEYS)
  return new HooksError('usage', `unknown key ${JSON.stringify(key)} in ${file}`, {
    hint: near === undefined ? `known keys: ${KEYS.join(', ')}` : `did you mean ${near}?`,
  })
}

function isKey(key: string): key is (typeof KEYS)[number] {
  return (KEYS as readonly string[]).includes(key)
}
