import type {JsonSchema} from '../event-type.ts'
import {isJsonObject} from './json-object.ts'

/** Keywords whose value is one schema (ONE), a list of schemas (LISTS), or schemas by name (MAPS). */
const ONE = [
  'additionalItems',
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]
const LISTS = ['allOf', 'anyOf', 'items', 'oneOf', 'prefixItems']
const MAPS = [
  '$defs',
  'definitions',
  'dependencies',
  'dependentSchemas',
  'patternProperties',
  'properties',
]

/** A schema and every schema in it. Values of `const`, `enum`, `default` and `examples` are data. */
export function* eachSubschema(schema: JsonSchema): Generator<JsonSchema> {
  const waiting: JsonSchema[] = [schema]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next
    waiting.push(...listChildren(next).filter(isJsonObject))
  }
}

function listChildren(schema: JsonSchema): unknown[] {
  const listValues = (names: readonly string[]) =>
    names.filter((name) => Object.hasOwn(schema, name)).map((name) => schema[name])
  return [
    ...listValues(ONE),
    ...listValues(LISTS).flatMap((value): unknown[] => (Array.isArray(value) ? value : [])),
    ...listValues(MAPS).flatMap((value): unknown[] =>
      isJsonObject(value) ? Object.values(value) : [],
    ),
  ]
}

/** The value at a JSON pointer (RFC 6901) from a URL fragment, without `#`; undefined if there is none. */
export function resolvePointer(schema: JsonSchema, pointer: string): unknown {
  const [first, ...names] = decodeFragment(pointer).split('/')
  if (first !== '' || names.length === 0) return undefined
  let value: unknown = schema
  for (const name of names.map((each) => each.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    // The names in a list are its indices.
    value = (value as Readonly<Record<string, unknown>>)[name]
  }
  return value
}

/** Empty if the fragment is invalid. */
function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return ''
  }
}

export type JsonSize = {
  /** Objects, lists and values, plus the characters of names and texts. */
  readonly count: number
  /** Nesting depth of lists and objects; 0 for a plain value. */
  readonly depth: number
}

/** The size of a JSON value; counting stops beyond `limit`. */
export function measureJson(value: unknown, limit: number): JsonSize {
  const waiting = [{value, depth: 0}]
  let count = 0
  let depth = 0
  for (let next = waiting.pop(); next !== undefined && count <= limit; next = waiting.pop()) {
    count += 1 + (typeof next.value === 'string' ? next.value.length : 0)
    if (typeof next.value !== 'object' || next.value === null) continue
    const below = next.depth + 1
    depth = Math.max(depth, below)
    const isList = Array.isArray(next.value)
    for (const [name, child] of Object.entries(next.value)) {
      if (!isList) count += name.length
      waiting.push({value: child, depth: below})
    }
  }
  return {count, depth}
}
