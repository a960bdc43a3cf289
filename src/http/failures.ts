import type {TLocalizedValidationError} from 'typebox/error'
import {isUntrusted, NAME_AUTHORITY, describeCode} from '../core/net/codes.ts'
import {HooksError, type ErrorCode} from '../core/errors.ts'
import type {Network} from '../core/net/network.ts'
import {readRetryAfterMs} from '../core/net/retry-after.ts'
import {maskSecret} from '../core/webhook.ts'
import {isJsonObject} from '../core/payload/json-object.ts'

/** The longest part of a platform's response body that an error includes; characters. */
const MAX_BODY_CHARACTERS = 2000

export type HttpAnswer = {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Parsed JSON, or the text if it was not JSON. */
  readonly body: unknown
}

/** How to describe the failures of one API. */
export type Wording = {
  /** The platform's name, as its vendor writes it: `api.video`. */
  readonly label: string
  /** Extracts the platform's own message from the body of an error, if there is one. */
  readonly findSentence?: (body: unknown) => string | undefined
  /** What to try next, by error code. */
  readonly hints?: Partial<Record<ErrorCode, string>>
  /** Header with the seconds to wait after a 429; `retry-after` by default. */
  readonly retryAfterHeader?: string
  /**
   * Proxies, certificate authorities and how long to wait for a rate limit; without it a 429 is
   * final.
   */
  readonly network?: Network | undefined
  /** What to mask in the platform's response: these values, and the fields with these names. */
  readonly secrets?: {readonly values: readonly string[]; readonly fields: readonly string[]}
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not_found',
  429: 'rate_limited',
  502: 'unreachable',
  503: 'unreachable',
  504: 'unreachable',
}

/** Node's and got's error codes that only occur with requests to an API. */
const REQUEST_PROBLEMS: Readonly<Record<string, string>> = {
  ERR_INVALID_URL: 'the address is not a URL',
  ERR_UNSUPPORTED_PROTOCOL: 'the address is not http or https',
  ERR_PROXY_TUNNEL: 'the proxy refused the tunnel',
}

/** The error for an answer outside 2xx. */
export function toAnswerError(wording: Wording, whole: HttpAnswer, what?: string): HooksError {
  const answer = {...whole, body: maskBody(whole.body, wording.secrets)}
  const code = CODES[answer.status] ?? 'rejected'
  const {message, hint} = describeAnswer(wording, answer, code, what)
  return new HooksError(code, message, {
    hint: hint ?? wording.hints?.[code],
    provider: takeExcerpt(answer.body),
  })
}

function describeAnswer(
  wording: Wording,
  answer: HttpAnswer,
  code: ErrorCode,
  what: string | undefined,
): {message: string; hint?: string} {
  const {label} = wording
  if (code === 'not_found' && what !== undefined) return {message: `${label} has no ${what}`}
  if (code === 'rate_limited') return describeRateLimit(wording, answer)
  if (answer.status >= 300 && answer.status < 400) {
    return {
      message: `${label} answered ${answer.status} with a redirect to ${findRedirectTarget(answer)}`,
      hint: 'redirects are not followed; check the base URL',
    }
  }
  const sentence = wording.findSentence?.(answer.body)
  if (sentence !== undefined) return {message: `${label} answered ${answer.status}: ${sentence}`}
  const kind = isHtml(answer) ? ' with a web page' : ''
  return {message: `${label} answered ${answer.status}${kind}`}
}

function describeRateLimit(wording: Wording, answer: HttpAnswer): {message: string; hint?: string} {
  const waitMs = readToldWait(wording, answer)
  if (waitMs === undefined) return {message: `${wording.label} rate limit exceeded`}
  const seconds = Math.ceil(waitMs / 1000)
  return {
    message: `${wording.label} rate limit exceeded (resets in ${seconds} s)`,
    hint:
      wording.network === undefined
        ? `try again in ${seconds} s`
        : `try again in ${seconds} s, or let hooks wait with ${wording.network.waitSetting ?? '--wait '}${seconds}s`,
  }
}

/** Milliseconds to wait after a 429, given as seconds or a date; undefined if not given. */
export function readToldWait(
  {retryAfterHeader = 'retry-after'}: Wording,
  {status, headers}: HttpAnswer,
): number | undefined {
  if (status !== 429) return undefined
  return readRetryAfterMs(headers[retryAfterHeader] ?? headers['retry-after'], Date.now())
}

/** The error for an answer that exceeds the size limit. */
export function createTooLargeError({label}: Wording, maxBytes: number): HooksError {
  return new HooksError('rejected', `${label} answered with more than ${maxBytes / 2 ** 20} MiB`, {
    hint: 'check the base URL; another server may have answered',
  })
}

/** The error for a 2xx answer whose body does not have the expected shape. */
export function createUnexpectedAnswerError(
  {label, secrets}: Wording,
  answer: HttpAnswer,
  problem: TLocalizedValidationError | undefined,
): HooksError {
  const place = problem?.instancePath === '' ? 'the answer' : problem?.instancePath
  const detail = isHtml(answer)
    ? 'with a web page instead of JSON'
    : `with unexpected data: ${place ?? 'the answer'} ${problem?.message ?? 'is not as documented'}`
  return new HooksError('rejected', `${label} answered ${detail}`, {
    hint: 'check the base URL; a proxy or another server may have answered',
    provider: takeExcerpt(maskBody(answer.body, secrets)),
  })
}

export type Silence = {
  readonly baseUrl: string
  /** The time limit, if it was exceeded; milliseconds. */
  readonly timeoutMs?: number
  /** Node's or got's error code. */
  readonly code?: string
  /** Whether the request went through a proxy. */
  readonly viaProxy?: boolean
  /** The status with which a proxy refused the request. */
  readonly proxyStatus?: number
}

/**
 * The error for a request without an answer. It has no cause, because got's errors contain the
 * request's headers and with them the credentials.
 */
export function createUnreachableError({label, hints}: Wording, silence: Silence): HooksError {
  const {baseUrl, timeoutMs, code = '', viaProxy = false, proxyStatus} = silence
  const reason =
    timeoutMs === undefined
      ? describeConnection(code, proxyStatus)
      : `no answer within ${timeoutMs / 1000} s`
  const defaultHint = viaProxy
    ? 'check HTTPS_PROXY and HTTP_PROXY; hosts in NO_PROXY are reached directly'
    : 'check the URL and the network connection'
  return new HooksError(
    'unreachable',
    `${label} could not be reached at ${omitCredentials(baseUrl)}${viaProxy ? ' through the proxy' : ''}: ${reason}`,
    {
      hint: isUntrusted(code) ? NAME_AUTHORITY : (hints?.unreachable ?? defaultHint),
    },
  )
}

function describeConnection(code: string, proxyStatus: number | undefined): string {
  if (proxyStatus === 407) return 'the proxy requires a valid user name and password (407)'
  if (proxyStatus !== undefined) return `the proxy refused the connection (${proxyStatus})`
  return REQUEST_PROBLEMS[code] ?? describeCode(code)
}

/** A URL without user name and password. */
function omitCredentials(url: string): string {
  if (!URL.canParse(url)) return url
  const {origin, pathname} = new URL(url)
  return origin + (pathname === '/' ? '' : pathname)
}

/** The target of a redirect, without the query, which could contain secrets. */
function findRedirectTarget({headers}: HttpAnswer): string {
  const location = String(headers['location'] ?? 'nowhere')
  return location.split('?', 1)[0] ?? location
}

function isHtml({headers, body}: HttpAnswer): boolean {
  const type = String(headers['content-type'] ?? '')
  return type.includes('html') || (typeof body === 'string' && body.trimStart().startsWith('<'))
}

function takeExcerpt(body: unknown): unknown {
  if (body === '') return undefined
  return typeof body === 'string' ? body.slice(0, MAX_BODY_CHARACTERS) : body
}

/** A copy of a body with all secrets masked. */
function maskBody(body: unknown, secrets: Wording['secrets']): unknown {
  if (secrets === undefined) return body
  if (typeof body === 'string') {
    const values = secrets.values.filter((value) => value !== '')
    return values.reduce((text, value) => text.replaceAll(value, maskSecret(value)), body)
  }
  if (Array.isArray(body)) return body.map((item) => maskBody(item, secrets))
  if (!isJsonObject(body)) return body
  const entries = Object.entries(body).map(([name, value]) => [
    name,
    secrets.fields.includes(name) && typeof value === 'string'
      ? maskSecret(value)
      : maskBody(value, secrets),
  ])
  return Object.fromEntries(entries)
}
