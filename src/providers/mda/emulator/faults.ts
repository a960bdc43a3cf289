import {defined} from '../../../core/defined.ts'
import {HooksError} from '../../../core/errors.ts'
import {parseStrictJson} from '../../../core/payload/strict-json.ts'
import type {WebhookChanges} from '../../../core/webhook.ts'
import type {Trouble} from '../../emulator/fault.ts'
import type {Assumptions} from '../../contract/assumptions.ts'
import {hasProtocol, HEADER_VALUE, isFixed, type Options} from '../wire.ts'
import {isJsonObject} from '../../../core/payload/json-object.ts'

/** The status in words, as the vendor repeats it; only the first three are documented. */
const STATUS_WORDS = {
  400: 'bad request',
  403: 'forbidden',
  404: 'not found',
  413: 'payload too large',
  500: 'internal server error',
  503: 'service unavailable',
} as const
export type FaultStatus = keyof typeof STATUS_WORDS

/** An error response, thrown by a route. */
export class Fault extends Error {
  readonly status: FaultStatus

  constructor(status: FaultStatus, message: string) {
    super(message)
    this.status = status
  }

  get body(): {status: string; message: string} {
    return {status: STATUS_WORDS[this.status], message: this.message}
  }
}

const TROUBLES = {
  notFound: {status: 404},
  full: {status: 400},
  tooLarge: {status: 413, words: 'the body is too large'},
  badType: {status: 400, words: 'the body cannot be read'},
  unreadable: {status: 400, words: 'the body cannot be read'},
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

/** What the checks of parameters depend on, besides their values. */
export type Rules = {readonly assume: Assumptions; findUrlProblem(url: string): string | undefined}

/**
 * The parameters of a PUT. Unknown ones are ignored.
 *
 * @throws Fault 400
 */
export function readParameters(body: unknown, rules: Rules): WebhookChanges {
  if (body !== undefined && !isJsonObject(body)) throw new Fault(400, 'the body is not an object')
  const {endpoint, enable_web_hook, ...rest} = body ?? {}
  const enabled = readFlag(enable_web_hook, 'enable_web_hook', rules)
  const options = readOptions(rest, rules)
  return {
    ...(endpoint === undefined ? {} : {url: readEndpoint(endpoint, rules)}),
    ...(enabled === undefined ? {} : {state: enabled ? 'enabled' : 'disabled'}),
    ...(Object.keys(options).length === 0 ? {} : {options}),
  }
}

function readEndpoint(value: unknown, {assume, findUrlProblem}: Rules): string {
  if (typeof value !== 'string' || value === '') throw new Fault(400, 'endpoint is not a string')
  if (hasProtocol(value) && assume['endpointProtocol'] === 'refuse') {
    throw new Fault(400, 'endpoint must not include a protocol')
  }
  const problem = value.isWellFormed() ? findUrlProblem(value) : 'is not a string'
  if (problem !== undefined) throw new Fault(400, `endpoint ${problem}`)
  return value
}

function readOptions(parameters: Record<string, unknown>, rules: Rules): Options {
  const {enable_http_authorization, http_authorization_value, custom_parameters} = parameters
  const enabled = readFlag(enable_http_authorization, 'enable_http_authorization', rules)
  return {
    ...defined({enableHttpAuthorization: enabled}),
    ...(http_authorization_value === undefined
      ? {}
      : {httpAuthorizationValue: readHeaderValue(http_authorization_value)}),
    ...(custom_parameters === undefined
      ? {}
      : {customParameters: readCustomParameters(custom_parameters, rules)}),
  }
}

/** A boolean, or a string with one, as at the vendor. */
function readFlag(value: unknown, name: string, {assume}: Rules): boolean | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'boolean' && assume['booleans'] === 'either') return value
  if (value === 'true') return true
  if (value === 'false') return false
  throw new Fault(400, `${name} is neither true nor false`)
}

function readHeaderValue(value: unknown): string {
  const text = value ?? ''
  if (typeof text === 'string' && HEADER_VALUE.test(text)) return text
  throw new Fault(
    400,
    'http_authorization_value is not a string of at most 4096 characters of printable ASCII',
  )
}

/** An object, or a form field with one as JSON. */
function readCustomParameters(value: unknown, {assume}: Rules): Record<string, unknown> {
  if (value === null || value === '') return {}
  const read = typeof value === 'string' ? parseJson(value) : value
  if (!isJsonObject(read)) throw new Fault(400, 'custom_parameters is not an object')
  const fixed = Object.keys(read).find(isFixed)
  if (fixed === undefined || assume['collidingParameter'] !== 'refused') return read
  throw new Fault(
    400,
    `custom_parameters must not contain ${fixed}, which is already a field of every delivery`,
  )
}

function parseJson(text: string): unknown {
  try {
    return parseStrictJson(Buffer.from(text))
  } catch (error) {
    if (!(error instanceof HooksError)) throw error
    // Text that is not JSON is not an object either.
    return undefined
  }
}

/** `custom_parameters[a]=1` is a field of the object `custom_parameters`, as in Rails. */
export function readForm(text: string): Record<string, unknown> {
  const fields: [string, unknown][] = []
  const custom: [string, string][] = []
  for (const [name, value] of new URLSearchParams(text)) {
    const [, key] = /^custom_parameters\[([^\]]+)\]$/.exec(name) ?? []
    if (key === undefined) fields.push([name, value])
    else custom.push([key, value])
  }
  if (custom.length > 0) fields.push(['custom_parameters', Object.fromEntries(custom)])
  return Object.fromEntries(fields)
}
