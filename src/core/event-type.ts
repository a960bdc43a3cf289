import {HooksError} from './errors.ts'
import type {Payload} from './event.ts'

/** A JSON Schema as its owner wrote it. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A type of event of the user's own, as a server of ours keeps it. */
export type OwnEventType = {
  readonly name: string
  readonly description?: string
  /** What a payload must fit; without one, every payload does. */
  readonly schema?: JsonSchema
  readonly sample?: Payload
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type NewEventType = Omit<OwnEventType, 'createdAt' | 'updatedAt'>

/**
 * Letters, digits, `_`, `.` and `-`. The first is a letter or digit, so that no name looks like a
 * flag, a step in a path or `__proto__`.
 */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/

function isEventTypeName(name: string): boolean {
  return NAME.test(name)
}

/** A name, or one with `*` in place of any run of its characters. */
export function isEventTypePattern(text: string): boolean {
  return isEventTypeName(text.replaceAll('*', 'x'))
}

/** @throws HooksError usage */
export function checkEventTypeName(name: string): void {
  if (isEventTypeName(name)) return
  throw new HooksError(
    'usage',
    `${JSON.stringify(name.slice(0, 140))} is not a valid name for an event type`,
    {
      hint: 'use up to 128 letters, digits, full stops, _ and -, like order.paid',
    },
  )
}
