import type {Payload} from '../event.ts'
import {assign} from './assignment.ts'
import {isJsonObject} from './json-object.ts'

/** What stands between the braces of `{{1.videoId}}`. */
export type Reference = {readonly step: string; readonly field: string}

const BRACES = /\{\{(.*?)\}\}/g

/**
 * A copy of `value` in which every `{{step.field}}` is replaced. Where it is the whole of a text,
 * the field's value takes its place, a number as a number; inside a longer text it becomes text.
 */
export function fillIn(value: unknown, lookUp: (reference: string) => unknown): unknown {
  if (typeof value === 'string') return fillText(value, lookUp)
  if (Array.isArray(value)) return value.map((item) => fillIn(item, lookUp))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, fillIn(item, lookUp)]),
  )
}

/** `1.response.Video.id` as step and field; undefined where it is none. */
export function parseReference(text: string): Reference | undefined {
  const [, step, field] = /^\s*([\w-]+)\.(.+?)\s*$/.exec(text) ?? []
  return step === undefined || field === undefined ? undefined : {step, field}
}

/**
 * `payload` with other values. Objects are merged; a name with dots that is no field of its own is
 * a path.
 */
export function withFields(payload: Payload, fields: Payload): Payload {
  return Object.entries(fields).reduce((result, [name, value]) => {
    const old = result[name]
    if (isJsonObject(old) && isJsonObject(value)) return {...result, [name]: withFields(old, value)}
    if (Object.hasOwn(result, name) || !name.includes('.')) return {...result, [name]: value}
    return assign(result, {path: name.split('.'), value})
  }, payload)
}

function fillText(text: string, lookUp: (reference: string) => unknown): unknown {
  const whole = /^\{\{([^{}]*)\}\}$/.exec(text)?.[1]
  if (whole !== undefined) return lookUp(whole)
  return text.replace(BRACES, (_, inner: string) => asText(lookUp(inner)))
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
