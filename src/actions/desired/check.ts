import {Check, Errors} from 'typebox/value'
import type {HooksError} from '../../core/errors.ts'
import {findNearest} from '../../core/nearest.ts'
import {DesiredEntry, DesiredFile, DesiredWebhook} from './schema.ts'

/** Property names and array indexes on the way to a place in a document. */
export type Path = readonly (string | number)[]

export type Problem = {
  readonly path: Path
  /** Whether it concerns the key at the end of the path rather than its value. */
  readonly isKey: boolean
  readonly message: string
  readonly hint?: string | undefined
}

/** @throws HooksError usage, made by `fault` from the first problem */
export function checkDesiredFile(
  data: unknown,
  fault: (problem: Problem) => HooksError,
): DesiredFile {
  if (!Check(DesiredFile, data)) throw fault(findFirstProblem(DesiredFile, data))
  const twice = findRepeatedId(data)
  if (twice !== undefined) throw fault(twice)
  return data
}

/** Checks one webhook of many. @throws HooksError usage, made by `fault` from the first problem */
export function checkDesiredWebhook(
  data: unknown,
  fault: (problem: Problem) => HooksError,
): DesiredWebhook {
  if (Check(DesiredWebhook, data)) return data
  throw fault(findFirstProblem(DesiredWebhook, data))
}

type SchemaError = ReturnType<typeof Errors>[number]
type Schema = typeof DesiredFile | typeof DesiredEntry | typeof DesiredWebhook

function findFirstProblem(schema: Schema, data: unknown): Problem {
  const errors = Errors(schema, data)
  // The schema of an unknown key is `false`, which nothing matches.
  const unknown = errors.find(({keyword}) => keyword === 'boolean')
  const [first] = errors
  if (unknown !== undefined) return toUnknownKey(schema, parsePointer(unknown.instancePath))
  if (first === undefined) throw new TypeError('the schema check failed without an error')
  return toProblem(first)
}

function toUnknownKey(schema: Schema, whole: Path): Problem {
  const path = whole.slice(0, -1)
  const name = String(whole.at(-1))
  const known = listKnownKeys(schema, path)
  const near = findNearest(name, known)
  return {
    path: whole,
    isKey: true,
    message: `unknown key ${JSON.stringify(name)}`,
    hint: near === undefined ? `known keys: ${known.join(', ')}` : `did you mean ${near}?`,
  }
}

function listKnownKeys(schema: Schema, path: Path): string[] {
  const ofEntry = schema === DesiredWebhook ? DesiredWebhook : DesiredEntry
  if (path.at(-1) === 'delivery') return Object.keys(ofEntry.properties.delivery.properties)
  return Object.keys(
    schema === DesiredFile && path.length === 0 ? schema.properties : ofEntry.properties,
  )
}

function toProblem(error: SchemaError): Problem {
  const path = parsePointer(error.instancePath)
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
      hint: 'secrets do not belong in this file: use a reference, such as env:NAME, file:PATH or cmd:COMMAND',
    }
  }
  return {path, isKey: false, message: `${name} ${describeError(error)}`}
}

function describeError(error: SchemaError): string {
  if (error.keyword === 'enum') return `is not one of ${error.params.allowedValues.join(', ')}`
  if (error.keyword === 'type') {
    const {type} = error.params
    return `is not of type ${typeof type === 'string' ? type : type.join(' or ')}`
  }
  if (error.keyword === 'anyOf') return 'has the wrong type'
  return error.message
}

function findRepeatedId({webhooks}: DesiredFile): Problem | undefined {
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

/** A JSON pointer as property names and indexes. */
function parsePointer(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}
