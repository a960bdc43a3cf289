import {Check, Errors} from 'typebox/value'
import type {HooksError} from '../../core/errors.ts'
import {nearest} from '../../core/nearest.ts'
import {DesiredEntry, DesiredFile, DesiredWebhook} from './schema.ts'

/** Names and indexes that lead to a place in a document. */
export type Path = readonly (string | number)[]

export type Problem = {
  readonly path: Path
  /** Whether it is about the key at the path's end and not about its value. */
  readonly isKey: boolean
  readonly message: string
  readonly hint?: string | undefined
}

/** @throws HooksError usage, as `fault` words the first problem */
export function checkedFile(data: unknown, fault: (problem: Problem) => HooksError): DesiredFile {
  if (!Check(DesiredFile, data)) throw fault(firstProblem(DesiredFile, data))
  const twice = repeatedId(data)
  if (twice !== undefined) throw fault(twice)
  return data
}

/** One line of many. @throws HooksError usage, as `fault` words the first problem */
export function checkedWebhook(
  data: unknown,
  fault: (problem: Problem) => HooksError,
): DesiredWebhook {
  if (Check(DesiredWebhook, data)) return data
  throw fault(firstProblem(DesiredWebhook, data))
}

type SchemaError = ReturnType<typeof Errors>[number]
type Schema = typeof DesiredFile | typeof DesiredEntry | typeof DesiredWebhook

function firstProblem(schema: Schema, data: unknown): Problem {
  const errors = Errors(schema, data)
  // The schema of a key that none may have is `false`: it fits nothing.
  const unknown = errors.find(({keyword}) => keyword === 'boolean')
  const [first] = errors
  if (unknown !== undefined) return unknownKey(schema, pathOf(unknown.instancePath))
  if (first === undefined) throw new TypeError('what does not fit its schema has no error')
  return described(first)
}

function unknownKey(schema: Schema, whole: Path): Problem {
  const path = whole.slice(0, -1)
  const name = String(whole.at(-1))
  const known = knownKeys(schema, path)
  const near = nearest(name, known)
  return {
    path: whole,
    isKey: true,
    message: `unknown key ${JSON.stringify(name)}`,
    hint: near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`,
  }
}

function knownKeys(schema: Schema, path: Path): string[] {
  const ofEntry = schema === DesiredWebhook ? DesiredWebhook : DesiredEntry
  if (path.at(-1) === 'delivery') return Object.keys(ofEntry.properties.delivery.properties)
  return Object.keys(
    schema === DesiredFile && path.length === 0 ? schema.properties : ofEntry.properties,
  )
}

function described(error: SchemaError): Problem {
  const path = pathOf(error.instancePath)
  const name = path.findLast((part) => typeof part === 'string') ?? 'the file'
  if (error.keyword === 'required') {
    const [missing = ''] = error.params.requiredProperties
    return {path, isKey: false, message: `${missing} is missing`}
  }
  if (name === 'secret') {
    return {
      path,
      isKey: false,
      message: 'secret is not a reference',
      hint: 'secrets do not belong in this file: say where it is, as env:NAME, file:PATH or cmd:COMMAND',
    }
  }
  return {path, isKey: false, message: `${name} ${wordsOf(error)}`}
}

function wordsOf(error: SchemaError): string {
  if (error.keyword === 'enum') return `is not one of ${error.params.allowedValues.join(', ')}`
  if (error.keyword === 'type') {
    const {type} = error.params
    return `is not of type ${typeof type === 'string' ? type : type.join(' or ')}`
  }
  if (error.keyword === 'anyOf') return 'has a value of another type'
  return error.message
}

function repeatedId({webhooks}: DesiredFile): Problem | undefined {
  const seen = new Set<string>()
  for (const [index, {id}] of webhooks.entries()) {
    if (id !== undefined && seen.has(id)) {
      return {
        path: ['webhooks', index, 'id'],
        isKey: false,
        message: `two webhooks have the id ${id}`,
      }
    }
    if (id !== undefined) seen.add(id)
  }
  return undefined
}

/** JSON pointer, as names and indexes. */
function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}
