import type {TLocalizedValidationError} from 'typebox/error'
import {HooksError, type ErrorCode} from '../core/errors.ts'

/** Longest text of a platform's own words that an error carries along; characters. */
const MAX_WORDS = 2000

export type HttpAnswer = {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Parsed JSON; text where the answer was none. */
  readonly body: unknown
}

/** How one API's failures read. */
export type Wording = {
  /** Who answers, as its vendor writes it: `api.video`. */
  readonly label: string
  /** Its own sentence in the body of an error, if there is one. */
  readonly sentence?: (body: unknown) => string | undefined
  /** What to try next, by error code. */
  readonly hints?: Partial<Record<ErrorCode, string>>
  /** Header with the seconds to wait after 429; `retry-after` when left out. */
  readonly retryAfterHeader?: string
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

const CONNECTION_PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up',
  ENETUNREACH: 'no network',
  EHOSTUNREACH: 'no route to the host',
  ERR_INVALID_URL: 'the address is not a URL',
  ERR_UNSUPPORTED_PROTOCOL: 'the address is not http or https',
}

/** The error that an answer outside 2xx stands for. */
export function answerError(wording: Wording, answer: HttpAnswer, what?: string): HooksError {
  const code = CODES[answer.status] ?? 'rejected'
  const {message, hint} = describe(wording, answer, code, what)
  return new HooksError(code, message, {
    hint: hint ?? wording.hints?.[code],
    provider: ownWords(answer.body),
  })
}

function describe(
  wording: Wording,
  answer: HttpAnswer,
  code: ErrorCode,
  what: string | undefined,
): {message: string; hint?: string} {
  const {label} = wording
  if (code === 'not_found' && what !== undefined) return {message: `${label} has no ${what}`}
  if (code === 'rate_limited') return rateLimited(wording, answer)
  if (answer.status >= 300 && answer.status < 400) {
    return {
      message: `${label} answered ${answer.status} and points to ${target(answer)}`,
      hint: 'redirects are not followed; check the base URL',
    }
  }
  const sentence = wording.sentence?.(answer.body)
  if (sentence !== undefined) return {message: `${label} answered ${answer.status}: ${sentence}`}
  const kind = isHtml(answer) ? ' with a web page' : ''
  return {message: `${label} answered ${answer.status}${kind}`}
}

function rateLimited(wording: Wording, {headers}: HttpAnswer): {message: string; hint?: string} {
  const seconds = Number(headers[wording.retryAfterHeader ?? 'retry-after'] ?? Number.NaN)
  if (!Number.isFinite(seconds)) return {message: `${wording.label} takes no more requests for now`}
  return {
    message: `${wording.label} takes no more requests for ${seconds} s`,
    hint: `try again in ${seconds} s`,
  }
}

/** The error of a 2xx whose body is not what was asked for. */
export function unexpectedAnswer(
  {label}: Wording,
  answer: HttpAnswer,
  problem: TLocalizedValidationError | undefined,
): HooksError {
  const place = problem?.instancePath === '' ? 'the answer' : problem?.instancePath
  const detail = isHtml(answer)
    ? 'a web page instead of JSON'
    : `something unexpected: ${place ?? 'the answer'} ${problem?.message ?? 'is not as documented'}`
  return new HooksError('rejected', `${label} answered ${detail}`, {
    hint: 'check the base URL; a proxy or another server may have answered',
    provider: ownWords(answer.body),
  })
}

export type Silence = {
  readonly baseUrl: string
  /** What the time limit was, if it ran out; milliseconds. */
  readonly timeoutMs?: number
  /** Node's or got's error code. */
  readonly code?: string
}

/**
 * The error of a request without an answer. It has no cause: got's errors carry the
 * request's headers, and with them its credentials.
 */
export function unreachable(
  {label, hints}: Wording,
  {baseUrl, timeoutMs, code}: Silence,
): HooksError {
  const reason =
    timeoutMs === undefined
      ? (CONNECTION_PROBLEMS[code ?? ''] ?? code ?? 'the connection failed')
      : `no answer within ${timeoutMs / 1000} s`
  return new HooksError(
    'unreachable',
    `${label} could not be reached at ${withoutUser(baseUrl)}: ${reason}`,
    {
      hint: hints?.unreachable ?? 'check the address and the network',
    },
  )
}

/** An address without user name and password. */
function withoutUser(url: string): string {
  if (!URL.canParse(url)) return url
  const {origin, pathname} = new URL(url)
  return origin + (pathname === '/' ? '' : pathname)
}

/** Where a redirect points, without a query that could hold secrets. */
function target({headers}: HttpAnswer): string {
  const location = String(headers['location'] ?? 'nowhere')
  return location.split('?', 1)[0] ?? location
}

function isHtml({headers, body}: HttpAnswer): boolean {
  const type = String(headers['content-type'] ?? '')
  return type.includes('html') || (typeof body === 'string' && body.trimStart().startsWith('<'))
}

function ownWords(body: unknown): unknown {
  if (body === '') return undefined
  return typeof body === 'string' ? body.slice(0, MAX_WORDS) : body
}
