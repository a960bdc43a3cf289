import {randomInt, randomUUID} from 'node:crypto'
import {createRandomId} from '../ids.ts'
import type {Payload} from '../event.ts'
import {isJsonObject} from './json-object.ts'

/**
 * How a new value is generated for a field of a sample in each event. It is the keyword `fresh` in
 * the event's schema, so schema and sample stay the only sources.
 */
export type Fresh =
  /** `vi` and 22 characters: `{prefix: 'vi', length: 22}`. */
  | {readonly id: {readonly prefix: string; readonly length: number}}
  | {readonly integer: {readonly minimum: number; readonly maximum: number}}
  /** A number as text with this many digits. */
  | {readonly digits: number}
  /** The value of an earlier field, by its path from the top: `response.Video.id`. */
  | {readonly sameAs: string}
  /** The event's scope; the sample's value if that is not known. */
  | 'scope'
  | 'uuid'
  | 'iso-time'
  /** ISO 8601 in UTC without fractions of a second. */
  | 'iso-seconds'
  /** The start of the day in UTC, in the same format. */
  | 'iso-day'
  /** Seconds since the epoch, whole. */
  | 'unix-seconds'
  /** Seconds since the epoch with milliseconds. */
  | 'unix-seconds-ms'

/** The part of a JSON Schema that freshening reads. */
export type FreshSchema = {
  readonly fresh?: Fresh
  readonly properties?: Readonly<Record<string, FreshSchema>>
}

/** The time of an event and its scope: the organization, project or website. */
export type Circumstances = {readonly now: Date; readonly scope?: string | undefined}

/** A copy of `sample` with a new value in every field that its schema marks `fresh`. */
export function freshen(sample: Payload, schema: FreshSchema, connection: Circumstances): Payload {
  return freshenFields(sample, schema, {...connection, made: new Map(), path: ''})
}

type Freshening = Circumstances & {
  /** Values generated so far, by path. */
  readonly made: Map<string, unknown>
  /** Path of the current object, with a dot at the end. */
  readonly path: string
}

function freshenFields(sample: Payload, schema: FreshSchema, work: Freshening): Payload {
  return Object.fromEntries(
    Object.entries(sample).map(([name, value]) => [
      name,
      createFreshValue(value, schema.properties?.[name], {...work, path: `${work.path}${name}`}),
    ]),
  )
}

function createFreshValue(
  value: unknown,
  schema: FreshSchema | undefined,
  work: Freshening,
): unknown {
  if (schema === undefined) return value
  const {fresh} = schema
  if (fresh === undefined) {
    return isJsonObject(value)
      ? freshenFields(value, schema, {...work, path: `${work.path}.`})
      : value
  }
  const made = makeOfKind(fresh, work) ?? value
  work.made.set(work.path, made)
  return made
}

/** Undefined if the sample's value is to be kept. */
function makeOfKind(fresh: Fresh, {now, scope, made}: Freshening): unknown {
  if (typeof fresh === 'object') {
    if ('sameAs' in fresh) return made.get(fresh.sameAs)
    if ('id' in fresh) return fresh.id.prefix + createRandomId(fresh.id.length)
    if ('digits' in fresh) return String(randomInt(10 ** (fresh.digits - 1), 10 ** fresh.digits))
    return randomInt(fresh.integer.minimum, fresh.integer.maximum + 1)
  }
  switch (fresh) {
    case 'scope':
      return scope
    case 'uuid':
      return randomUUID()
    case 'iso-time':
      return now.toISOString()
    case 'iso-seconds':
      return `${now.toISOString().slice(0, 19)}Z`
    case 'iso-day':
      return `${now.toISOString().slice(0, 10)}T00:00:00Z`
    case 'unix-seconds':
      return Math.floor(now.getTime() / 1000)
    case 'unix-seconds-ms':
      return now.getTime() / 1000
  }
}
