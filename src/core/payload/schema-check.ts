import {defined} from '../defined.ts'
import {createContext, Script} from 'node:vm'
import {Check, Compile, Errors, Meta, type Validator} from 'typebox/schema'
import {HooksError} from '../errors.ts'
import type {JsonSchema, NewEventType} from '../event-type.ts'
import type {Payload} from '../event.ts'
import {resolvePointer, measureJson, eachSubschema} from './json-schema.ts'
import {isJsonObject} from './json-object.ts'
import {createPayloadMismatchError, describeProblemsOf} from './schema-problems.ts'

/** The largest schema or sample: characters plus values, and nesting depth. */
const MAX_SIZE = 64 * 1024
const MAX_DEPTH = 32
const MAX_SUBSCHEMAS = 500
/** Time limit for checking one payload; milliseconds. */
const TIME_LIMIT_MS = 100
/** Size of the schema times size of the payload, up to which no check can take long. */
const SMALL_WORK = 1_000_000
/** Keywords whose cost is not bounded by the sizes: patterns, all-pairs comparisons and references. */
const COSTLY = [
  '$dynamicRef',
  '$recursiveRef',
  '$ref',
  'pattern',
  'patternProperties',
  'unevaluatedItems',
  'unevaluatedProperties',
  'uniqueItems',
]
const USUAL_DRAFT = 'https://json-schema.org/draft/2020-12/schema'

/**
 * Checks event types when they are registered, and payloads against them.
 *
 * Schemas are interpreted, never compiled, so user input does not become code. The time for a
 * payload is bounded whatever the schema is.
 */
export class SchemaCheck {
  readonly #drafts = new Map<string, Validator>()
  #problems: () => readonly string[] = () => []
  /** Node can only limit the time of a script, so the check runs inside one. */
  readonly #context = createContext({run: () => this.#problems()})
  readonly #script = new Script('run()')

  /** @throws HooksError usage */
  checkType({name, schema, sample}: NewEventType): void {
    if (sample !== undefined) checkSize('sample', sample)
    if (schema === undefined) return
    checkSize('schema', schema)
    this.#checkDraft(schema)
    checkSubschemas(schema)
    const what = sample === undefined ? 'an empty payload' : 'the sample'
    const problems = this.#runLimited(schema, sample ?? {}, what)
    if (sample === undefined || problems.length === 0) return
    throw new HooksError(
      'usage',
      `the sample does not match the schema of ${name}: ${problems.join('; ')}`,
    )
  }

  /** @throws HooksError usage, naming the first invalid fields */
  checkPayload({name, schema}: NewEventType, payload: Payload): void {
    if (schema === undefined) return
    const problems = isSmallWork(schema, payload)
      ? findProblems(schema, payload)
      : this.#runLimited(schema, payload, 'the payload')
    if (problems.length === 0) return
    throw createPayloadMismatchError(name, problems)
  }

  #checkDraft(schema: JsonSchema): void {
    const draft = schema['$schema'] ?? USUAL_DRAFT
    const meta = typeof draft === 'string' ? findMetaSchema(draft) : undefined
    if (typeof draft !== 'string' || meta === undefined) {
      throw createUnfitSchemaError(`uses an unknown JSON Schema draft: ${JSON.stringify(draft)}`)
    }
    let validator = this.#drafts.get(draft)
    if (validator === undefined) {
      validator = Compile(meta)
      this.#drafts.set(draft, validator)
    }
    if (validator.Check(schema)) return
    throw createUnfitSchemaError(
      `is not a valid JSON Schema: ${describeProblemsOf('schema', Errors(meta, schema)[1]).join('; ')}`,
    )
  }

  /** @throws HooksError usage, if it takes too long or recurses without end */
  #runLimited(schema: JsonSchema, value: unknown, what: string): readonly string[] {
    this.#problems = () => findProblems(schema, value)
    try {
      // The script calls the function above.
      return this.#script.runInContext(this.#context, {timeout: TIME_LIMIT_MS}) as readonly string[]
    } catch (error) {
      if (!isTimeout(error)) throw error
      throw createUnfitSchemaError(`takes more than ${TIME_LIMIT_MS} ms to check ${what}`)
    } finally {
      this.#problems = () => []
    }
  }
}

function checkSize(what: string, value: unknown): void {
  const {count, depth} = measureJson(value, MAX_SIZE)
  if (count > MAX_SIZE) throw createTooLargeError(what, `is longer than ${MAX_SIZE / 1024} KiB`)
  if (depth > MAX_DEPTH)
    throw createTooLargeError(what, `is nested deeper than ${MAX_DEPTH} levels`)
}

function checkSubschemas(schema: JsonSchema): void {
  const all = new Set(eachSubschema(schema))
  if (all.size > MAX_SUBSCHEMAS)
    throw createTooLargeError('schema', `contains more than ${MAX_SUBSCHEMAS} schemas`)
  for (const each of all) {
    if (each !== schema && typeof each['$id'] === 'string')
      throw createUnfitSchemaError('has an $id below its top level')
    checkPatterns(each)
    for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef']) {
      const reference = each[keyword]
      if (reference !== undefined) checkReference(reference, schema, all)
    }
  }
}

function checkPatterns({pattern, patternProperties}: JsonSchema): void {
  const patterns = [
    ...(typeof pattern === 'string' ? [pattern] : []),
    ...(isJsonObject(patternProperties) ? Object.keys(patternProperties) : []),
  ]
  for (const each of patterns) toRegExp(each)
}

/** @throws HooksError usage */
function toRegExp(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u')
  } catch (error) {
    throw createUnfitSchemaError(
      `has an invalid pattern: ${JSON.stringify(pattern.slice(0, 80))}`,
      error,
    )
  }
}

/** References are resolved only within the schema; nothing is fetched. */
function checkReference(reference: unknown, schema: JsonSchema, all: ReadonlySet<unknown>): void {
  const text = String(reference)
  if (!text.startsWith('#')) {
    throw createUnfitSchemaError(
      `refers to another schema, ${JSON.stringify(text.slice(0, 200))}`,
      undefined,
      'copy that schema to $defs',
    )
  }
  const isThere =
    text === '#' || all.has(resolvePointer(schema, text.slice(1))) || hasAnchor(all, text)
  if (!isThere)
    throw createUnfitSchemaError(
      `refers to ${JSON.stringify(text.slice(0, 200))}, which does not exist`,
    )
}

function hasAnchor(all: ReadonlySet<unknown>, reference: string): boolean {
  const name = reference.slice(1)
  return [...all].some(
    (each) => isJsonObject(each) && (each['$anchor'] === name || each['$dynamicAnchor'] === name),
  )
}

function isSmallWork(schema: JsonSchema, payload: Payload): boolean {
  const schemaSize = measureJson(schema, MAX_SIZE).count
  const {count} = measureJson(payload, SMALL_WORK / schemaSize)
  if (count * schemaSize > SMALL_WORK) return false
  return [...eachSubschema(schema)].every((each) =>
    COSTLY.every((name) => !Object.hasOwn(each, name)),
  )
}

/** @throws HooksError usage, if it recurses without end */
function findProblems(schema: JsonSchema, value: unknown): readonly string[] {
  try {
    if (Check(schema, value)) return []
    return describeProblemsOf('payload', Errors(schema, value)[1])
  } catch (error) {
    // Stack overflow: the schema refers to itself without end, or the value is nested too deep.
    if (error instanceof RangeError)
      throw createUnfitSchemaError(
        'refers to itself without end, or the payload is nested too deep',
        error,
      )
    throw error
  }
}

function findMetaSchema(draft: string): JsonSchema | undefined {
  const known: Readonly<Record<string, JsonSchema>> = Meta
  const names = [draft, `${draft}#`, draft.replace(/#$/, '')]
  const name = names.find((each) => Object.hasOwn(known, each))
  return name === undefined ? undefined : known[name]
}

/** The error comes from the script's context, whose `Error` is a different class. */
function isTimeout(error: unknown): boolean {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}

function createUnfitSchemaError(why: string, cause?: unknown, hint?: string): HooksError {
  return new HooksError('usage', `the schema ${why}`, {
    ...defined({hint, cause}),
  })
}

function createTooLargeError(what: string, why: string): HooksError {
  return new HooksError('usage', `the ${what} ${why}`)
}
