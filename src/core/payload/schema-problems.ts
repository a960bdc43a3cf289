import {HooksError} from '../errors.ts'

/** One violation of a JSON Schema, as the validator reports it. */
export type SchemaProblem = {
  readonly keyword: string
  /** JSON pointer to the invalid value. */
  readonly instancePath: string
  readonly params: object
  readonly message?: string | undefined
}

/** The most problems in one message. */
const MAX_PROBLEMS = 5
/** The most allowed values in one message. */
const MAX_VALUES = 20

/**
 * Describes each problem once: `payload.encoding must be hls or mp4`. `named` gives the name of a
 * path with dots, which is empty at the top level.
 */
export function describeProblems(
  problems: readonly SchemaProblem[],
  named: (path: string) => string,
): string[] {
  const byPlace = Map.groupBy(problems, ({instancePath}) => instancePath)
  const described = [...byPlace].flatMap(([pointer, found]) => {
    const path = pointer.replace(/^\//, '').replaceAll('/', '.')
    return describeProblemsAt(found, path).map((words) => `${named(path)} ${words}`)
  })
  // With many unknown names, the validator cuts the problem of the whole object off its list.
  if (described.length === 0) return [`${named('')} must not contain ${listPlaces(problems)}`]
  return [...new Set(described)]
}

function listPlaces(problems: readonly SchemaProblem[]): string {
  return problems.map(({instancePath}) => JSON.stringify(instancePath.slice(1))).join(', ')
}

/** Describes the first problems, with `what` before each path. */
export function describeProblemsOf(what: string, problems: readonly SchemaProblem[]): string[] {
  const words = describeProblems(problems, (path) => (path === '' ? what : `${what}.${path}`))
  return words.slice(0, MAX_PROBLEMS)
}

/** Refuses a payload; `problems` are the words of `describeProblemsOf`. */
export function createPayloadMismatchError(type: string, problems: readonly string[]): HooksError {
  return new HooksError(
    'usage',
    `the payload does not match the schema of ${type}: ${problems.join('; ')}`,
    {hint: `see its fields with: hooks events ${type}; send it anyway with --force (API: "force")`},
  )
}

function describeProblemsAt(found: readonly SchemaProblem[], path: string): string[] {
  const allowed = found.flatMap(listAllowedValues)
  if (allowed.length > 0) return [`must be ${joinWithOr(allowed)}`]
  const types = found.flatMap(({keyword, params}) =>
    keyword === 'type' && 'type' in params ? [params.type].flat().map(String) : [],
  )
  if (types.length > 1) return [`must be ${joinWithOr(types)}`]
  return found.flatMap(({keyword, params, message = 'is invalid'}) => {
    if ('additionalProperties' in params) return [`must not contain ${quoteNames(params)}`]
    // Says the same as the problem of the unknown name.
    return keyword === 'boolean' && path !== '' ? [] : [message]
  })
}

function listAllowedValues({params}: SchemaProblem): string[] {
  if ('allowedValue' in params) return [formatValue(params.allowedValue)]
  return 'allowedValues' in params ? [params.allowedValues].flat().map(formatValue) : []
}

function quoteNames({additionalProperties}: {additionalProperties: unknown}): string {
  return [additionalProperties]
    .flat()
    .map((name) => JSON.stringify(name))
    .join(', ')
}

function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function joinWithOr(values: readonly string[]): string {
  const several = [...new Set(values)]
  return several.length > MAX_VALUES
    ? `${several.slice(0, MAX_VALUES).join(' or ')} or one of ${several.length - MAX_VALUES} more`
    : several.join(' or ')
}
