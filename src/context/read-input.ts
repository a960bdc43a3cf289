import {readFile} from 'node:fs/promises'
import {HooksError} from '../core/errors.ts'
import type {Payload} from '../core/event.ts'
import {jsonProblem} from '../core/payload/strict-json.ts'
import {isJsonObject} from '../core/payload/json-object.ts'
import type {Context} from './context.ts'

/**
 * What `file` holds; `-` is standard input. `missing` is the hint where there is no such file.
 *
 * @throws HooksError usage, when it cannot be read or is empty
 */
export async function readInput(file: string, context: Context, missing?: string): Promise<string> {
  const name = file === '-' ? 'standard input' : file
  const text = file === '-' ? await context.stdin.read() : await readText(file, missing)
  if (text.trim() !== '') return text
  throw new HooksError('usage', `${name} is empty`, {hint: 'look at what was to fill it'})
}

/** The object that a file holds as JSON; `what` is said of it. @throws HooksError usage */
export async function readJsonObject(
  what: string,
  file: string,
  context: Context,
): Promise<Payload> {
  return parseObject(await readInput(file, context), `the ${what} in ${file}`)
}

/** `what` is said of it. @throws HooksError usage */
export function parseObject(text: string, what: string): Payload {
  const value = parseJson(text, what)
  if (isJsonObject(value)) return value
  throw new HooksError('usage', `${what} is not a JSON object`)
}

/** What a person wrote, if it says one thing only. @throws HooksError usage */
export function parseJson(text: string, what: string, hint?: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    const problem = jsonProblem(text)
    if (problem === undefined) return value
    throw new HooksError('usage', `${what} ${problem}`, {hint})
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new HooksError('usage', `${what} is not JSON: ${error.message}`, {hint, cause: error})
  }
}

/** A secret's file ends with a line break that is not part of it. @throws HooksError usage */
export async function readSecret(file: string, context: Context): Promise<string> {
  return (await readInput(file, context)).replace(/[\r\n]+$/, '')
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file: check the path, or give - for standard input',
  EISDIR: 'that is a folder: name a file in it, or give - for standard input',
  EACCES: 'you may not read that file: change its rights with chmod, or give - for standard input',
}

async function readText(file: string, missing: string | undefined): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const own = code === 'ENOENT' ? missing : undefined
    throw new HooksError('usage', `cannot read ${file}${code === '' ? '' : ` (${code})`}`, {
      hint: own ?? UNREADABLE[code] ?? 'name a file that can be read, or - for standard input',
      cause: error,
    })
  }
}
