import {HooksError} from '../errors.ts'

/** One thing that does not fit a JSON Schema, as the validator tells it. */
export type SchemaProblem = {
  readonly keyword: string
  /** A JSON pointer to the place in the value. */
  readonly instancePath: string
  readonly params: object
  readonly message?: string | undefined
}

/** As many problems as a message names. */
const MAX_PROBLEMS = 5
/** As many values of a list as are named. */
const MAX_VALUES = 20

/**
 * What does not fit, each thing once: `payload.encoding must be hls or mp4`. `named` names a place
 * by its path with dots, which is empty on top.
 */
export function problemWords(
  problems: readonly SchemaProblem[],
  named: (path: string) => string,
): string[] {
  const byPlace = Map.groupBy(problems, ({instancePath}) => instancePath)
  const told = [...byPlace].flatMap(([pointer, found]) => {
    const path = pointer.replace(/^\//, '').replaceAll('/', '.')
    return wordsAt(found, path).map((words) => `${named(path)} ${words}`)
  })
  // So many names are unknown that the problem with the whole is cut off the list.
  if (told.length === 0) return [`${named('')} must not name ${placesOf(problems)}`]
  return [...new Set(told)]
}

function placesOf(problems: readonly SchemaProblem[]): string {
  return problems.map(({instancePath}) => JSON.stringify(instancePath.slice(1))).join(', ')
}

/** The first of them, with `what` before each path. */
export function problemsOn(what: string, problems: readonly SchemaProblem[]): string[] {
  const words = problemWords(problems, (path) => (path === '' ? what : `${what}.${path}`))
  return words.slice(0, MAX_PROBLEMS)
}

/** Refuses a payload; `problems` are the words of `problemsOn`. */
export function payloadMismatch(type: string, problems: readonly string[]): HooksError {
  return new HooksError(
    'usage',
    `the payload does not match the schema of ${type}: ${problems.join('; ')}`,
    {hint: `see its fields with: hooks events ${type}; send it anyway with --force (API: "force")`},
  )
}

function wordsAt(found: readonly SchemaProblem[], path: string): string[] {
  const allowed = found.flatMap(allowedValues)
  if (allowed.length > 0) return [`must be ${oneOf(allowed)}`]
  const types = found.flatMap(({keyword, params}) =>
    keyword === 'type' && 'type' in params ? [params.type].flat().map(String) : [],
  )
  if (types.length > 1) return [`must be ${oneOf(types)}`]
  return found.flatMap(({keyword, params, message = 'is wrong'}) => {
    if ('additionalProperties' in params) return [`must not name ${names(params)}`]
    // What says the same of the name itself.
    return keyword === 'boolean' && path !== '' ? [] : [message]
  })
}

function allowedValues({params}: SchemaProblem): string[] {
  if ('allowedValue' in params) return [shown(params.allowedValue)]
  return 'allowedValues' in params ? [params.allowedValues].flat().map(shown) : []
}

function names({additionalProperties}: {additionalProperties: unknown}): string {
  return [additionalProperties]
    .flat()
    .map((name) => JSON.stringify(name))
    .join(', ')
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function oneOf(values: readonly string[]): string {
  const several = [...new Set(values)]
  return several.length > MAX_VALUES
    ? `${several.slice(0, MAX_VALUES).join(' or ')} or one of ${several.length - MAX_VALUES} more`
    : several.join(' or ')
}
