import type {EmulatorAnswer, EmulatorFault, Trouble} from '../../emulator/fault.ts'
import type {Assumptions} from '../../contract/assumptions.ts'
import {EVENT_NAMES, type ListQuery} from '../wire.ts'

/** The highest page number for which the index of the first row is an exact number. */
const LARGEST = {currentPage: 1_000_000_000, pageSize: 100}

/**
 * api.video's error responses, and the parsing of requests that may cause one.
 *
 * Source: apivideo/api.video-documentation f159d73, openapi.yaml, reference/general-errors.md
 * and reference/errors.md, read 2026-11-20. For 401 and 403 only titles and pages are
 * documented; their bodies follow the one documented authentication error.
 */
const FAULTS = {
  badPayload: {status: 400, page: 'invalid-payload', title: 'The payload is invalid.'},
  payloadTooLarge: {status: 413, page: 'invalid-payload', title: 'The payload is invalid.'},
  webhookLimit: {
    status: 400,
    page: 'webhook-limit-reached',
    title: 'Your account has reached the webhook urls limit.',
  },
  badCredentials: {
    status: 400,
    page: 'authentication-invalid-user-credentials',
    title: 'The user credentials were incorrect.',
    name: '',
  },
  badRefreshToken: {
    status: 401,
    page: 'authentication-invalid-refresh-token',
    title: 'The refresh token is invalid.',
    name: '',
  },
  missingAuthorization: {
    status: 401,
    page: 'authentication-missing-authorization-header',
    title: 'The "Authorization" header is missing.',
    name: '',
  },
  badAuthorization: {
    status: 401,
    page: 'authentication-invalid-authorization-header-value',
    title: 'The "Authorization" header value is invalid.',
    name: '',
  },
  badApiKey: {
    status: 401,
    page: 'authentication-invalid-api-key',
    title: 'The API key is invalid.',
    name: '',
  },
  badAccessToken: {
    status: 401,
    page: 'authentication-invalid-access-token',
    title: 'The access token is invalid or expired.',
    name: '',
  },
  suspended: {
    status: 403,
    page: 'authorization-suspended-account',
    title: 'Suspended account',
    name: '',
  },
  noSuchWebhook: {
    status: 404,
    page: 'resource-not-found',
    title: 'The requested resource was not found.',
    name: 'webhookId',
  },
  unknownUrl: {status: 404, page: 'unrecognized-request-url', title: 'Unrecognized request URL.'},
  methodNotAllowed: {
    status: 405,
    page: 'method-not-allowed',
    title: 'Method is not allowed for this route.',
  },
  tooManyRequests: {status: 429, page: 'too-many-requests', title: 'Too many requests.'},
  serverError: {status: 500, page: 'server-error', title: 'Server error'},
  unavailable: {status: 503, page: 'server-error', title: 'Server error'},
} as const satisfies Record<string, {status: number; page: string; title: string; name?: string}>

type FaultBody = {type: string; title: string; status: number; [field: string]: unknown}

/** An error response, thrown by a route. */
export class Fault extends Error {
  readonly status: number
  readonly body: FaultBody

  constructor(status: number, body: FaultBody) {
    super(body.title)
    this.status = status
    this.body = body
  }
}

export function createFault(kind: keyof typeof FAULTS): Fault {
  const {status, page, title, ...rest} = FAULTS[kind]
  return new Fault(status, {type: renderErrorPage(page), title, ...rest, status})
}

const TROUBLES = {
  notFound: 'noSuchWebhook',
  full: 'webhookLimit',
  tooLarge: 'payloadTooLarge',
  badType: 'badPayload',
  unreadable: 'badPayload',
  noRoom: 'unavailable',
  bug: 'serverError',
} as const

export const FAULT_SHAPE = {
  isFault: (error: Error): error is Fault => error instanceof Fault,
  toFault: (trouble: Trouble) => createFault(TROUBLES[trouble]),
}

/** The response for a fault. The bodies of 401s are not documented. */
export function toAnswer(
  {status, body, message}: EmulatorFault,
  {unauthorizedBody}: Assumptions,
): EmulatorAnswer {
  if (status !== 401 || unauthorizedBody === 'full') return {status, body}
  return {status, body: unauthorizedBody === 'title' ? {title: message, status} : undefined}
}

/** The response to an invalid query parameter. */
function createBadQueryFault(name: string, detail: string): Fault {
  const type = renderErrorPage('request-invalid-query-parameter')
  return new Fault(400, {type, title: 'A query parameter is invalid.', status: 400, detail, name})
}

/** One problem of a request, with the name of the attribute; `detail` gives the reason. */
export type Problem = {type: string; title: string; name: string; detail?: string}

/** All problems in one response; its top level repeats the first. */
export function createBadAttributesFault(problems: readonly [Problem, ...Problem[]]): Fault {
  return new Fault(400, {...problems[0], status: 400, problems})
}

export function createMissingAttributeProblem(name: string): Problem {
  return {type: renderErrorPage('attribute-required'), title: 'This attribute is required.', name}
}

function createInvalidAttributeProblem(name: string, detail: string): Problem {
  return {type: renderErrorPage('invalid-attribute'), title: 'Invalid attributes.', name, detail}
}

function createNoArrayProblem(name: string): Problem {
  return {
    type: renderErrorPage('invalid-attribute'),
    title: 'This attribute must be an array.',
    name,
  }
}

/** What the checks of attributes depend on, besides their values. */
export type Rules = {readonly assume: Assumptions; findUrlProblem(url: string): string | undefined}

/**
 * The attributes of a creation.
 *
 * @throws Fault 400 with all problems, missing attributes first, as in the vendor's documentation
 */
export function readNewWebhook(
  {events, url}: Record<string, unknown>,
  {assume, findUrlProblem}: Rules,
): {url: string; events: string[]} {
  const badEvents = Array.isArray(events) ? findEventsProblem(events, assume) : undefined
  const badUrl = isText(url) ? findUrlProblem(url) : 'is not a string'
  const problems = [
    ...(isBlank(events) ? [createMissingAttributeProblem('events')] : []),
    ...(isBlank(url) ? [createMissingAttributeProblem('url')] : []),
    ...(Array.isArray(events) ? [] : [createNoArrayProblem('events')]),
    ...(badEvents === undefined ? [] : [createInvalidAttributeProblem('events', badEvents)]),
    ...(isBlank(url) || badUrl === undefined
      ? []
      : [createInvalidAttributeProblem('url', `url ${badUrl}`)]),
  ]
  const [first, ...rest] = problems
  if (first !== undefined) throw createBadAttributesFault([first, ...rest])
  // Both are valid.
  return {url: url as string, events: [...new Set(events as string[])]}
}

/** The requested page of a list. Unknown parameters are ignored. @throws Fault 400 */
export function readListQuery(query: unknown, {badPaging}: Assumptions): ListQuery {
  const kept: Record<string, string> = {}
  // For a repeated name, Fastify's parser returns a list.
  for (const [name, value] of Object.entries(query as Record<string, string | string[]>)) {
    if (!['currentPage', 'pageSize', 'events'].includes(name) || value === '') continue
    if (typeof value !== 'string')
      throw createBadQueryFault(name, 'This value should be given once.')
    if (badPaging === 'ignored' && isOutOfRange(name, value)) continue
    kept[name] = value
  }
  const {currentPage, ...rest} = kept
  return {
    currentPage: readInteger({currentPage}, 'currentPage', 1),
    pageSize: readInteger(kept, 'pageSize', 25),
    events: kept['events'],
    kept: rest,
  }
}

function readInteger(
  query: Readonly<Record<string, string | undefined>>,
  name: keyof typeof LARGEST,
  fallback: number,
): number {
  const text = query[name]
  if (text === undefined) return fallback
  if (!isOutOfRange(name, text)) return Number(text)
  throw createBadQueryFault(name, `This value should be an integer between 1 and ${LARGEST[name]}.`)
}

function isOutOfRange(name: string, text: string): boolean {
  if (name !== 'currentPage' && name !== 'pageSize') return false
  const value = /^\d+$/.test(text) ? Number(text) : 0
  return value < 1 || value > LARGEST[name]
}

function isBlank(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  )
}

/** Names the first invalid event in a sentence; undefined if all are valid. */
function findEventsProblem(events: readonly unknown[], {unknownEvents}: Assumptions) {
  const known: readonly unknown[] = EVENT_NAMES
  const takesAny = unknownEvents === 'accepted'
  const index = events.findIndex((name) => !known.includes(name) && !(takesAny && isText(name)))
  if (index === -1) return undefined
  return `events[${index}] is not one of ${EVENT_NAMES.join(', ')}`
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.isWellFormed()
}

function renderErrorPage(page: string): string {
  return `https://docs.api.video/reference/${page}`
}
