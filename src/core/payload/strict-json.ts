import {HooksError} from '../errors.ts'

/** Deeper than any event, and far from a stack overflow. */
const MAX_DEPTH = 100
/** The tokens to check: brackets, numbers and strings, with a colon after names. */
const TOKEN = /[{}[\]]|\d[\d.eE+-]*|"[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:)?/gs
const SHOWN_LETTERS = 40

/** An object or list that is not closed yet. */
type Open = {readonly names: Set<string>; name?: string}

/**
 * Parses a request's body and refuses ambiguous JSON: JSON.parse takes the last value of a repeated
 * name, and turns 1e400 into Infinity; decoding replaces invalid UTF-8.
 *
 * @throws HooksError usage
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes)
  const value = parseJsonText(text)
  const problem = findJsonProblem(text)
  if (problem !== undefined) throw createJsonError(problem)
  return value
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes)
  } catch (error) {
    throw createJsonError('is not UTF-8', error)
  }
}

function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw createJsonError('is not valid JSON', error)
  }
}

/** Why valid JSON is ambiguous or unsafe, as a clause. */
export function findJsonProblem(text: string): string | undefined {
  const open: Open[] = []
  for (const [token] of text.matchAll(TOKEN)) {
    const problem = stepInto(open, token)
    if (problem !== undefined) return problem
  }
  return undefined
}

function stepInto(open: Open[], token: string): string | undefined {
  if (token === '{' || token === '[') {
    return open.push({names: new Set()}) > MAX_DEPTH
      ? `is nested deeper than ${MAX_DEPTH} levels`
      : undefined
  }
  if (token === '}' || token === ']') open.pop()
  else if (token.endsWith(':')) return findNameProblem(open, String(JSON.parse(token.slice(0, -1))))
  else if (!token.startsWith('"') && !Number.isFinite(Number(token))) {
    return `contains a number that is too large: ${token.slice(0, SHOWN_LETTERS)}`
  }
  return undefined
}

function findNameProblem(open: readonly Open[], name: string): string | undefined {
  const inside = open.at(-1)
  const shown = JSON.stringify(name.slice(0, SHOWN_LETTERS))
  if (inside?.names.has(name) === true) return `contains ${shown} twice in one object`
  inside?.names.add(name)
  if (inside !== undefined) inside.name = name
  const isPrototype = name === 'prototype' && open.at(-2)?.name === 'constructor'
  return name === '__proto__' || isPrototype ? `must not contain ${shown}` : undefined
}

function createJsonError(problem: string, cause?: unknown): HooksError {
  return new HooksError('usage', `the body ${problem}`, {cause})
}
