import {HooksError} from '../../core/errors.ts'
import type {Payload} from '../../core/event.ts'
import {freshen} from '../../core/payload/fresh.ts'
import type {EventType} from '../../providers/contract/events.ts'
import {assign, parseAssignment} from '../../core/payload/assignment.ts'
import {parseObject, readInput} from '../../context/read-input.ts'
import type {Context} from '../../context/context.ts'

export type PayloadFlags = {
  /** A file with the payload to use instead of the sample; `-` is standard input. */
  readonly from: string | undefined
  /** Each like `a.b=c`. */
  readonly set: readonly string[]
  /** Whether the user edits it before it is sent. */
  readonly edit: boolean
}

export type PayloadContext = {
  readonly context: Context
  /** The scope of the event, if known. */
  readonly scope?: string | undefined
}

/** Makes the payload of a new event. @throws HooksError usage */
export async function makePayload(
  type: EventType,
  flags: PayloadFlags,
  {context, scope}: PayloadContext,
): Promise<Payload> {
  const assignments = flags.set.map((text) => parseAssignment(text, '--set'))
  const base =
    flags.from === undefined
      ? freshen(type.sample, type.schema, {now: context.now(), scope})
      : parseInput(await readInput(flags.from, context), flags.from, type)
  const payload = assignments.reduce(assign, base)
  if (!flags.edit) return payload

  const {editText} = await import('../../context/edit-text.ts')
  const text = `${JSON.stringify(payload, undefined, 2)}\n`
  return editText(text, {context, parse: parsePayload})
}

/** @throws HooksError usage, naming the first fields that do not match the schema */
export async function checkPayload(type: EventType, payload: Payload): Promise<void> {
  const {PayloadCheck} = await import('../../core/payload/payload-check.ts')
  new PayloadCheck().checkPayload(type, payload)
}

function parseInput(text: string, from: string, {name}: EventType): Payload {
  try {
    return parsePayload(text, from === '-' ? 'standard input' : from)
  } catch (error) {
    if (!(error instanceof HooksError)) throw error
    const hint = `see a sample with: hooks events ${name}`
    throw new HooksError(error.code, error.message, {hint, cause: error})
  }
}

function parsePayload(text: string, from: string): Payload {
  return parseObject(text, `the payload from ${from}`)
}
