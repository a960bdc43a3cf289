import {defined} from '../../../core/defined.ts'
import type {EmulatorAnswer, EmulatorFault, Trouble} from '../../emulator/fault.ts'
import type {Assumptions} from '../../contract/assumptions.ts'
import {findSecretProblem} from '../proof.ts'
import {EVENTS_OF, type Kind} from '../wire.ts'
import {isJsonObject} from '../../../core/payload/json-object.ts'

/** The media types that the Dashboard API supports in Accept and Content-Type. */
const MEDIA_TYPES = [
  'application/json',
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]

/**
 * Vidyard's error responses, and the checks that lead to them.
 *
 * The messages are those in Vidyard's table of errors. Of the bodies, only the beginning of the 406
 * was ever seen: `{"error":"Invalid content-type. API currently only supports ..."}`.
 *
 * Source: https://developer.vidyard.com/ (apidoc) and GitHub api-evangelist/vidyard 2271e7c,
 * errors/vidyard-problem-types.yml, read 2026-11-21.
 */
const FAULTS = {
  badSyntax: {status: 400, error: 'body has wrong syntax or unable to handle request'},
  unauthorized: {status: 401, error: 'auth_token omitted or authentication failed'},
  forbidden: {status: 403, error: 'This action cannot be performed'},
  notFound: {status: 404, error: 'The requested resource could not be found'},
  notAcceptable: {
    status: 406,
    error: `Invalid content-type. API currently only supports ${MEDIA_TYPES.join(', ')}`,
  },
  tooLarge: {status: 413, error: 'body has wrong syntax or unable to handle request'},
  serverError: {status: 500, error: 'Internal Server Error'},
  unavailable: {status: 503, error: 'Service Unavailable'},
} as const

/** Thrown to answer a request with this error. */
export class Fault extends Error {
  readonly status: number
  readonly body: {readonly error: string}

  constructor(status: number, error: string) {
    super(error)
    this.status = status
    this.body = {error}
  }
}

/** An invalid attribute of a registration: 400, unless `badAttributeStatus` is different. */
class AttributeFault extends Fault {
  constructor(error: string) {
    super(400, error)
  }
}

export function createFault(kind: keyof typeof FAULTS): Fault {
  const {status, error} = FAULTS[kind]
  return new Fault(status, error)
}

const TROUBLES = {
  notFound: 'notFound',
  full: 'badSyntax',
  tooLarge: 'tooLarge',
  badType: 'badSyntax',
  unreadable: 'badSyntax',
  noRoom: 'unavailable',
  bug: 'serverError',
} as const

export const FAULT_SHAPE = {
  isFault: (error: Error): error is Fault => error instanceof Fault,
  toFault: (trouble: Trouble) => createFault(TROUBLES[trouble]),
}

/** The response for a fault. Its shape is assumed: only the beginning of one body is known. */
export function toAnswer(problem: EmulatorFault, assume: Assumptions): EmulatorAnswer {
  const {message} = problem
  const bodies = {error: {error: message}, errors: {errors: [message]}, message: {message}}
  const isAttribute = problem instanceof AttributeFault
  return {
    status: isAttribute ? Number(assume['badAttributeStatus']) : problem.status,
    body: new Map<unknown, object>(Object.entries(bodies)).get(assume['errorShape']),
  }
}

export type MediaHeaders = {
  readonly accept?: string | undefined
  readonly 'content-type'?: string | undefined
  readonly 'content-length'?: string | undefined
  readonly 'transfer-encoding'?: string | undefined
}

/**
 * Whether the Dashboard API accepts a request with these headers: each that is present must name a
 * supported media type, although all responses are JSON. Without a body, no Content-Type is needed.
 */
export function isAcceptable(headers: MediaHeaders, assume: Assumptions): boolean {
  const {accept = '', 'content-type': contentType = '', 'content-length': length = '0'} = headers
  const hasBody = length !== '0' || headers['transfer-encoding'] !== undefined
  const mayLackAccept = assume['missingAccept'] === 'accepted'
  const mayLackType = assume['missingContentType'] === 'accepted' || !hasBody
  const accepts = accept.trim() === '' ? mayLackAccept : accept.split(',').some(isSupported)
  return (
    accepts && (contentType === '' ? mayLackType : MEDIA_TYPES.includes(readMediaType(contentType)))
  )
}

/** Checks one entry of an Accept header; `q=0` excludes a type. */
function isSupported(entry: string): boolean {
  if (/;\s*q=0(?:\.0*)?\s*(?:;|$)/i.test(entry)) return false
  const wanted = readMediaType(entry)
  if (wanted === '*/*') return true
  if (!wanted.endsWith('/*')) return MEDIA_TYPES.includes(wanted)
  return MEDIA_TYPES.some((type) => type.startsWith(wanted.slice(0, -1)))
}

function readMediaType(text: string): string {
  return (text.split(';', 1)[0] ?? '').trim().toLowerCase()
}

export type Attributes = Readonly<Record<string, unknown>>

export type NewRegistration = {
  readonly url: string
  readonly secret: string
  readonly events: string[]
  readonly settings?: Readonly<Record<string, unknown>>
}

type UrlProblem = (url: string) => string | undefined

/** Reads a registration; unknown attributes are ignored. @throws Fault for the first problem */
export function readRegistration(
  attributes: Attributes,
  kind: Kind,
  findUrlProblem: UrlProblem,
): NewRegistration {
  for (const name of ['url', 'security_key', 'event_subscriptions'])
    requireAttribute(attributes, name)
  const {url, secret, events} = readChanges(attributes, kind, findUrlProblem)
  if (url === undefined || secret === undefined || events === undefined)
    throw createFault('badSyntax')
  const settings = kind === 'players' ? readSettings(attributes['settings']) : undefined
  return {url, secret, events, ...defined({settings})}
}

/** Reads those attributes that are present. @throws Fault for the first problem */
export function readChanges(
  attributes: Attributes,
  kind: Kind,
  findUrlProblem: UrlProblem,
): Partial<NewRegistration> {
  const {url, security_key: secret, event_subscriptions: events} = attributes
  return {
    ...(url === undefined ? {} : {url: readUrl(url, findUrlProblem)}),
    ...(secret === undefined ? {} : {secret: readKey(secret)}),
    ...(events === undefined ? {} : {events: readEvents(events, kind)}),
  }
}

/** @throws Fault */
function requireAttribute(attributes: Attributes, name: string): void {
  const value = attributes[name]
  const isBlank =
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  if (isBlank) throw new AttributeFault(`Missing parameter ${name}`)
}

function readUrl(url: unknown, findUrlProblem: UrlProblem): string {
  if (typeof url !== 'string') throw createInvalidFault('url', 'Must be a String')
  const problem = url.isWellFormed() ? findUrlProblem(url) : 'is not valid Unicode'
  if (problem === undefined) return url
  throw createInvalidFault('url', `Must be a URL that deliveries can be sent to; it ${problem}`)
}

/** The error message does not contain the key. */
function readKey(key: unknown): string {
  if (typeof key !== 'string' || key === '')
    throw createInvalidFault('security_key', 'Must be a String')
  const problem = findSecretProblem(key)
  if (problem === undefined) return key
  throw createInvalidFault('security_key', `Must fit into a header; it ${problem}`)
}

/** The vendor checks the names of analytics events; player events are an "array of any type". */
function readEvents(events: unknown, kind: Kind): string[] {
  const known: readonly string[] = EVENTS_OF[kind]
  const allowed = kind === 'analytics' ? `[${known.join(', ')}]` : 'any type'
  const isValid =
    Array.isArray(events) &&
    events.length > 0 &&
    (kind === 'players' || events.every((name) => known.includes(name)))
  if (!isValid) throw createInvalidFault('event_subscriptions', `Must be an array of ${allowed}`)
  const names = events.map((name) => (typeof name === 'string' ? name : JSON.stringify(name)))
  return [...new Set(names)]
}

function readSettings(settings: unknown): NewRegistration['settings'] {
  if (settings === undefined || settings === null) return undefined
  if (isJsonObject(settings)) return {...settings}
  throw createInvalidFault('settings', 'Must be a Hash')
}

function createInvalidFault(name: string, problem: string): Fault {
  return new AttributeFault(`Invalid parameter '${name}': ${problem}`)
}
