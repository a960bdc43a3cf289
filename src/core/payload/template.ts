import type {Payload} from '../event.ts'
import {assign} from './assignment.ts'
import {isJsonObject} from './json-object.ts'

/** The content of the braces in `{{1.videoId}}`. */
export type Reference = {readonly step: string; readonly field: string}

const BRACES = /\{\{(.*?)\}\}/g

/**
 * A copy of `value` in which every `{{step.field}}` is replaced. A string that is only a reference
 * becomes the field's value, with its type; inside a longer string the value becomes text.
 */
export function fillIn(value: unknown, lookUp: (reference: string) => unknown): unknown {
  if (typeof value === 'string') return fillText(value, lookUp)
  if (Array.isArray(value)) return value.map((item) => fillIn(item, lookUp))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, fillIn(item, lookUp)]),
  )
}

/** Parses `1.response.Video.id` into step and field; undefined if it is not a reference. */
export function parseReference(text: string): Reference | undefined {
  const [, step, field] = /^\s*([\w-]+)\.(.+?)\s*$/.exec(text) ?? []
  return step === undefined || field === undefined ? undefined : {step, field}
}

/**
 * `payload` with `fields` merged into it. A name with dots that is not an existing field is a path.
 */
export function setFields(payload: Payload, fields: Payload): Payload {
  return Object.entries(fields).reduce((result, [name, value]) => {
    const old = result[name]
    if (isJsonObject(old) && isJsonObject(value)) return {...result, [name]: setFields(old, value)}
    if (Object.hasOwn(result, name) || !name.includes('.')) return {...result, [name]: value}
    return assign(result, {path: name.split('.'), value})
  }, payload)
}

function fillText(text: string, lookUp: (reference: string) => unknown): unknown {
  const whole = /^\{\{([^{}]*)\}\}$/.exec(text)?.[1]
  if (whole !== undefined) return lookUp(whole)
  return text.replace(BRACES, (_, inner: string) => toText(lookUp(inner)))
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
