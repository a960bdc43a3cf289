import {HooksError} from '../core/errors.ts'
import type {Payload} from '../core/event.ts'
import {freshen} from '../core/sample.ts'
import type {EventType} from '../providers/provider.ts'
import {assign, isPayload, parseAssignment, withoutPrototype} from './assignment.ts'
import {readInput} from './read-input.ts'
import type {World} from './world.ts'

export type PayloadFlags = {
  /** A file that holds the payload instead of the sample; `-` is standard input. */
  readonly from: string | undefined
  /** `a.b=c` each. */
  readonly set: readonly string[]
}

/** The payload of a new event. @throws HooksError usage */
export async function makePayload(
  type: EventType,
  flags: PayloadFlags,
  world: World,
): Promise<Payload> {
  const assignments = flags.set.map((text) => parseAssignment(text, '--set'))
  const base =
    flags.from === undefined
      ? freshen(type.sample, type.schema, world.now())
      : parsePayload(await readInput(flags.from, world), flags.from)
  return assignments.reduce(assign, base)
}

function parsePayload(text: string, from: string): Payload {
  const payload = parseJson(text, from)
  if (isPayload(payload)) return payload
  throw new HooksError('usage', `the payload from ${from} is not a JSON object`)
}

function parseJson(text: string, from: string): unknown {
  try {
    return JSON.parse(text, withoutPrototype)
  } catch (error) {
    const why = error instanceof Error ? `: ${error.message}` : ''
    throw new HooksError('usage', `the payload from ${from} is not JSON${why}`, {cause: error})
  }
}
