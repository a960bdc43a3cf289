import {HooksError} from '../errors.ts'
import type {Payload} from '../event.ts'
import {isJsonObject} from './json-object.ts'

export type Assignment = {readonly path: readonly string[]; readonly value: unknown}

/**
 * Parses `a.b=c`: a path and a value, which is JSON if it parses and text otherwise. Only the first
 * `=` separates them.
 *
 * @throws HooksError usage
 */
export function parseAssignment(text: string, flag: string): Assignment {
  const divider = text.indexOf('=')
  const path = text.slice(0, Math.max(divider, 0)).split('.')
  if (divider < 1 || path.includes('')) {
    throw new HooksError('usage', `${flag} ${JSON.stringify(text)} is not name=value`, {
      hint: `write it like ${flag} name=value`,
    })
  }
  if (path.includes('__proto__')) throw new HooksError('usage', `${flag} cannot set __proto__`)
  return {path, value: parseValue(text.slice(divider + 1))}
}

/** A copy of `payload` with the value at the path; anything on the way becomes an object. */
export function assign(payload: Payload, {path, value}: Assignment): Payload {
  const [name, ...rest] = path
  if (name === undefined) return payload
  return {
    ...payload,
    [name]: rest.length === 0 ? value : assignBelow(payload[name], {path: rest, value}),
  }
}

function assignBelow(existing: unknown, assignment: Assignment): unknown {
  if (!Array.isArray(existing)) return assign(isJsonObject(existing) ? existing : {}, assignment)
  const index = Number(assignment.path[0])
  if (!Number.isInteger(index) || index < 0 || index > existing.length) {
    throw new HooksError(
      'usage',
      `--set ${assignment.path.join('.')} is not an index of its list`,
      {
        hint: `number the items from 0 to ${existing.length}`,
      },
    )
  }
  const rest = {path: assignment.path.slice(1), value: assignment.value}
  const item = rest.path.length === 0 ? rest.value : assignBelow(existing[index], rest)
  return existing.toSpliced(index, 1, item)
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text, withoutPrototype)
  } catch {
    return text
  }
}

/** JSON.parse creates `__proto__` as an own key; copying it later would set the prototype. */
function withoutPrototype(this: unknown, key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value
}
