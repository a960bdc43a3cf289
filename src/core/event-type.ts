import {HooksError} from './errors.ts'
import type {Payload} from './event.ts'

/** A JSON Schema as its owner wrote it. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** An event type that a user defined, as a hooks server stores it. */
export type OwnEventType = {
  readonly name: string
  readonly description?: string
  /** What a payload must conform to; without a schema any payload is valid. */
  readonly schema?: JsonSchema
  readonly sample?: Payload
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type NewEventType = Omit<OwnEventType, 'createdAt' | 'updatedAt'>

/**
 * Letters, digits, `_`, `.` and `-`. The first is a letter or digit, so no name looks like a flag,
 * a path segment or `__proto__`.
 */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/

function isEventTypeName(name: string): boolean {
  return NAME.test(name)
}

/** Whether the text is a name, or a name in which `*` stands for any characters. */
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
      hint: 'use up to 128 letters, digits, dots, underscores and hyphens, such as order.paid',
    },
  )
}
