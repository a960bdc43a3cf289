import {readFile} from 'node:fs/promises'
import {findErrorCode, HooksError} from '../core/errors.ts'
import type {Payload} from '../core/event.ts'
import {findJsonProblem} from '../core/payload/strict-json.ts'
import {isJsonObject} from '../core/payload/json-object.ts'
import type {Context} from './context.ts'

/**
 * The content of `file`; `-` is standard input. `missing` is the hint if the file does not exist.
 *
 * @throws HooksError usage, if it cannot be read or is empty
 */
export async function readInput(file: string, context: Context, missing?: string): Promise<string> {
  const name = file === '-' ? 'standard input' : file
  const text = file === '-' ? await context.stdin.read() : await readText(file, missing)
  if (text.trim() !== '') return text
  throw new HooksError('usage', `${name} is empty`, {
    hint: 'check the command or editor that should have written it',
  })
}

/** The JSON object in a file; `what` names it in errors. @throws HooksError usage */
export async function readJsonObject(
  what: string,
  file: string,
  context: Context,
): Promise<Payload> {
  return parseObject(await readInput(file, context), `the ${what} in ${file}`)
}

/** `what` names the text in errors. @throws HooksError usage */
export function parseObject(text: string, what: string): Payload {
  const value = parseJson(text, what)
  if (isJsonObject(value)) return value
  throw new HooksError('usage', `${what} is not a JSON object`)
}

/** The value of JSON text that is unambiguous, without repeated keys. @throws HooksError usage */
export function parseJson(text: string, what: string, hint?: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    const problem = findJsonProblem(text)
    if (problem === undefined) return value
    throw new HooksError('usage', `${what} ${problem}`, {hint})
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new HooksError('usage', `${what} is not JSON: ${error.message}`, {hint, cause: error})
  }
}

/** A file of one secret; line breaks at the end are not part of it. @throws HooksError usage */
export async function readSecret(file: string, context: Context): Promise<string> {
  return (await readInput(file, context)).replace(/[\r\n]+$/, '')
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'no such file: check the path, or use - for standard input',
  EISDIR: 'it is a directory: give the path of a file, or use - for standard input',
  EACCES: 'permission denied: change it with chmod, or use - for standard input',
}

async function readText(file: string, missing: string | undefined): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = findErrorCode(error)
    const own = code === 'ENOENT' ? missing : undefined
    throw new HooksError('usage', `cannot read ${file}${code === '' ? '' : ` (${code})`}`, {
      hint:
        own ?? UNREADABLE[code] ?? 'give the path of a readable file, or use - for standard input',
      cause: error,
    })
  }
}
