import {defined} from '../../../core/defined.ts'
import {Value} from 'typebox/value'
import type {Trouble} from '../../emulator/fault.ts'
import {WireSettings} from '../wire.ts'

/** Our own codes: the vendor has no API to imitate. */
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

/** Thrown to answer a request with this error, in the format of the control API. */
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

const FIELDS = 'the fields are url, secret and timeout; each may be left out'

/** Reads the body of a PUT. @throws Fault 400 */
export function readSettings(
  body: unknown,
  findUrlProblem: (url: string) => string | undefined,
): WireSettings {
  if (!Value.Check(WireSettings, body)) {
    const [problem] = Value.Errors(WireSettings, body)
    const place = problem?.instancePath.replace(/^\//, '')
    const what = place === undefined || place === '' ? 'the body' : place
    // An unknown field is checked against the schema `false`.
    const why = problem?.keyword === 'boolean' ? 'is not a known field' : problem?.message
    throw new Fault(400, `${what} ${why ?? 'is invalid'}`, FIELDS)
  }
  const problem = body.url === undefined ? undefined : findUrlProblem(body.url)
  if (problem !== undefined)
    throw new Fault(400, `url ${problem}`, 'use a URL such as https://example.com/in')
  return body
}
