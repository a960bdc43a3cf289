import type {JsonSchema} from '../event-type.ts'
import type {Payload} from '../event.ts'
import {isJsonObject} from './json-object.ts'
import {resolvePointer} from './json-schema.ts'

/** The most values in one sample: a schema that refers to itself has no end. */
const MAX_VALUES = 500
const MAX_DEPTH = 16

const TEXTS: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00.000Z',
  email: 'person@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  time: '00:00:00Z',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
}

/**
 * A payload that matches a schema's types, formats, limits and examples; patterns and conditions are
 * ignored. Empty if the schema does not describe an object.
 */
export function createSample(schema: JsonSchema): Payload {
  const made = new SampleMaker(schema).createValue(schema, 0)
  return isJsonObject(made) ? made : {}
}

class SampleMaker {
  readonly #root: JsonSchema
  #count = 0

  constructor(root: JsonSchema) {
    this.#root = root
  }

  createValue(schema: unknown, depth: number): unknown {
    if (!isJsonObject(schema) || depth > MAX_DEPTH || ++this.#count > MAX_VALUES) return null
    const given = findGivenValue(schema)
    if (given !== undefined) return given
    const {$ref, allOf, anyOf, oneOf} = schema
    if (typeof $ref === 'string' && $ref.startsWith('#/')) {
      return this.createValue(resolvePointer(this.#root, $ref.slice(1)), depth + 1)
    }
    const [choice] = [anyOf, oneOf].filter((list) => Array.isArray(list)).flat()
    if (choice !== undefined)
      return this.createValue({...schema, anyOf: 0, oneOf: 0, ...choice}, depth + 1)
    if (Array.isArray(allOf)) return this.#createMerged(schema, allOf, depth)
    return this.#createOfType(schema, depth)
  }

  #createMerged(schema: JsonSchema, allOf: readonly unknown[], depth: number): unknown {
    const parts = [{...schema, allOf: 0}, ...allOf].map((part) => this.createValue(part, depth + 1))
    const objects = parts.filter(isJsonObject)
    return objects.length === 0 ? parts.at(-1) : Object.assign({}, ...objects)
  }

  #createOfType(schema: JsonSchema, depth: number): unknown {
    switch (findType(schema)) {
      case 'object':
        return this.#createObject(schema, depth)
      case 'array': {
        const length = Math.min(readCount(schema['minItems']) ?? 1, MAX_VALUES)
        return Array.from({length}, () => this.createValue(schema['items'] ?? {}, depth + 1))
      }
      case 'string':
        return createText(schema)
      case 'integer':
      case 'number':
        return createNumber(schema)
      case 'boolean':
        return true
      default:
        return null
    }
  }

  #createObject({properties, required}: JsonSchema, depth: number): Payload {
    const known = isJsonObject(properties) ? properties : {}
    const names = Array.isArray(required) ? required.map(String) : []
    // Optional fields are omitted at depth: such schemas often refer to themselves.
    const shown = depth < MAX_DEPTH / 4 ? [...new Set([...Object.keys(known), ...names])] : names
    return Object.fromEntries(
      shown.map((name) => [name, this.createValue(known[name] ?? {}, depth + 1)]),
    )
  }
}

function findGivenValue(schema: JsonSchema): unknown {
  const {const: constant, default: usual, examples, enum: values} = schema
  if ('const' in schema) return constant
  if (usual !== undefined) return usual
  const [first] = [examples, values].filter((list) => Array.isArray(list)).flat()
  return first
}

function findType({type, properties, items}: JsonSchema): unknown {
  if (Array.isArray(type)) return type.find((each) => each !== 'null')
  if (type !== undefined) return type
  if (isJsonObject(properties)) return 'object'
  return isJsonObject(items) ? 'array' : 'string'
}

function createText({format, minLength, maxLength}: JsonSchema): string {
  const plain = (typeof format === 'string' ? TEXTS[format] : undefined) ?? 'example'
  return plain
    .padEnd(Math.min(readCount(minLength) ?? 0, MAX_VALUES), 'x')
    .slice(0, readCount(maxLength))
}

function createNumber(schema: JsonSchema): number {
  const readLimit = (name: string) => (typeof schema[name] === 'number' ? schema[name] : undefined)
  const above = readLimit('exclusiveMinimum')
  const least = readLimit('minimum') ?? (above === undefined ? undefined : above + 1)
  const most = readLimit('maximum') ?? Infinity
  const step = readLimit('multipleOf') ?? (findType(schema) === 'integer' ? 1 : undefined)
  const start = least ?? Math.min(1, most)
  return step === undefined ? start : Math.ceil(start / step) * step
}

function readCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}
