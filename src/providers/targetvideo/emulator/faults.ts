import {defined} from '../../../core/defined.ts'
import {Value} from 'typebox/value'
import type {Trouble} from '../../emulator/fault.ts'
import {WireSettings} from '../wire.ts'

/** Ours: the vendor has no API that could be copied. */
const CODES = {
  400: 'usage',
  401: 'unauthorized',
  404: 'not_found',
  413: 'usage',
  415: 'usage',
  500: 'bug',
  503: 'unreachable',
} as const
export type FaultStatus = keyof typeof CODES

/** An error answer on its way to the client, in the shape of the control API's. */
export class Fault extends Error {
  readonly status: FaultStatus

  readonly hint: string | undefined

  constructor(status: FaultStatus, message: string, hint?: string) {
    super(message)
    this.status = status
    this.hint = hint
  }

  get body(): {error: {code: string; message: string; hint?: string}} {
    const {status, message, hint} = this
    return {error: {code: CODES[status], message, ...defined({hint})}}
  }
}

const TROUBLES = {
  notFound: {status: 404},
  full: {status: 400},
  tooLarge: {status: 413, words: 'the body is too large'},
  badType: {status: 415, words: 'the body is not application/json'},
  unreadable: {status: 400, words: 'the body is not JSON'},
  noRoom: {status: 503, words: 'the store cannot be written'},
  bug: {status: 500, words: 'hooks failed to answer'},
} as const satisfies Record<Trouble, {status: FaultStatus; words?: string}>

export const FAULT_SHAPE = {
  isFault: (error: Error): error is Fault => error instanceof Fault,
  toFault(trouble: Trouble, message: string): Fault {
    const {status, words = message}: {status: FaultStatus; words?: string} = TROUBLES[trouble]
    return new Fault(status, words)
  },
}

const FIELDS = 'the fields are url, secret and timeout, and each may be left out'

/** The settings of a PUT. @throws Fault 400 */
export function readSettings(
  body: unknown,
  findUrlProblem: (url: string) => string | undefined,
): WireSettings {
  if (!Value.Check(WireSettings, body)) {
    const [problem] = Value.Errors(WireSettings, body)
    const place = problem?.instancePath.replace(/^\//, '')
    const what = place === undefined || place === '' ? 'the body' : place
    // A field that the schema does not know is checked against the schema `false`.
    const why = problem?.keyword === 'boolean' ? 'is no field of it' : problem?.message
    throw new Fault(400, `${what} ${why ?? 'does not fit'}`, FIELDS)
  }
  const problem = body.url === undefined ? undefined : findUrlProblem(body.url)
  if (problem !== undefined)
    throw new Fault(400, `url ${problem}`, 'give one like https://example.com/in')
  return body
}
