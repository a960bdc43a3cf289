import {stripVTControlCharacters} from 'node:util'
import {HooksError} from '../../core/errors.ts'
import {findNearest} from '../../core/nearest.ts'

/** The part of oclif's parse errors that is used here. */
type ParseError = Error & {
  readonly flags?: readonly string[]
  /** The missing arguments as objects, or the unexpected ones as strings. */
  readonly args?: readonly (string | {readonly name: string})[]
  readonly parse?: {readonly input?: {readonly flags?: Readonly<Record<string, unknown>>}}
}

/** Converts an error of oclif's parser; undefined for any other error. */
export function toUsageError(error: unknown): HooksError | undefined {
  if (!isParseError(error)) return undefined
  const unknownFlag = error.flags?.[0]
  if (unknownFlag !== undefined) return toUnknownFlag(error, unknownFlag)
  const missing = error.args?.flatMap((arg) => (typeof arg === 'string' ? [] : [arg.name])) ?? []
  if (missing.length > 0) {
    return new HooksError('usage', `missing ${missing.join(' and ').toUpperCase()}`, {
      hint: 'see the arguments with --help',
      cause: error,
    })
  }
  return new HooksError('usage', toClause(error), {hint: 'see the flags with --help', cause: error})
}

function toUnknownFlag(error: ParseError, typed: string): HooksError {
  const name = typed.split('=', 1)[0] ?? typed
  const known = Object.keys(error.parse?.input?.flags ?? {}).map((flag) => `--${flag}`)
  const near = name.startsWith('--') ? findNearest(name, known) : undefined
  return new HooksError('usage', `unknown flag ${name}`, {
    hint: near === undefined ? 'see the flags with --help' : `did you mean ${near}?`,
    cause: error,
  })
}

/** `Parsing --limit Expected an integer but received: 1.5` */
const NOT_A_NUMBER = /^Parsing (--[\w-]+) Expected an integer but received: (.*)$/

/** Turns oclif's messages of several lines into one clause. */
function toClause(error: ParseError): string {
  const text = stripVTControlCharacters(error.message)
    .replace(/\s*See more help with --help\s*$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/\s+/g, ' ')
    .trim()
  const number = NOT_A_NUMBER.exec(text)
  if (number !== null) return `${number[1]} takes a whole number, not ${JSON.stringify(number[2])}`
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}

/** Every oclif error that is meant for the user has an `oclif` property with its exit status. */
function isParseError(error: unknown): error is ParseError {
  return error instanceof Error && 'oclif' in error
}
