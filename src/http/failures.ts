import type {TLocalizedValidationError} from 'typebox/error'
import {isUntrusted, NAME_AUTHORITY, wordsOfCode} from '../core/net/codes.ts'
import {HooksError, type ErrorCode} from '../core/errors.ts'
import type {Network} from '../core/net/network.ts'
import {retryAfterMs} from '../core/net/retry-after.ts'
import {maskSecret} from '../core/webhook.ts'
import {isJsonObject} from '../core/payload/json-object.ts'

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
  /** Proxy, authorities and how long to sit out a rate limit; a 429 is final when left out. */
  readonly network?: Network | undefined
  /** What is masked in the platform's own words: these texts, and whatever fields of these names hold. */
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

/** Those of Node's and got's codes that only a request to an API can meet. */
const REQUEST_PROBLEMS: Readonly<Record<string, string>> = {
  ERR_INVALID_URL: 'the address is not a URL',
  ERR_UNSUPPORTED_PROTOCOL: 'the address is not http or https',
  ERR_PROXY_TUNNEL: 'the proxy did not let the connection through',
}

/** The error that an answer outside 2xx stands for. */
export function answerError(wording: Wording, whole: HttpAnswer, what?: string): HooksError {
  const answer = {...whole, body: masked(whole.body, wording.secrets)}
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

function rateLimited(wording: Wording, answer: HttpAnswer): {message: string; hint?: string} {
  const waitMs = waitTold(wording, answer)
  if (waitMs === undefined) return {message: `${wording.label} takes no more requests for now`}
  const seconds = Math.ceil(waitMs / 1000)
  return {
    message: `${wording.label} takes no more requests for ${seconds} s`,
    hint:
      wording.network === undefined
        ? `try again in ${seconds} s`
        : `try again in ${seconds} s, or sit it out with ${wording.network.waitSetting ?? '--wait '}${seconds}s`,
  }
}

/** Milliseconds that a 429 tells to wait, by seconds or by a date; undefined where it does not. */
export function waitTold(
  {retryAfterHeader = 'retry-after'}: Wording,
  {status, headers}: HttpAnswer,
): number | undefined {
  if (status !== 429) return undefined
  return retryAfterMs(headers[retryAfterHeader] ?? headers['retry-after'], Date.now())
}

/** The error of an answer that does not end where answers end. */
export function tooLarge({label}: Wording, maxBytes: number): HooksError {
  return new HooksError('rejected', `${label} answered more than ${maxBytes / 2 ** 20} MiB`, {
    hint: 'check the base URL; another server may have answered',
  })
}

/** The error of a 2xx whose body is not what was asked for. */
export function unexpectedAnswer(
  {label, secrets}: Wording,
  answer: HttpAnswer,
  problem: TLocalizedValidationError | undefined,
): HooksError {
  const place = problem?.instancePath === '' ? 'the answer' : problem?.instancePath
  const detail = isHtml(answer)
    ? 'a web page instead of JSON'
    : `something unexpected: ${place ?? 'the answer'} ${problem?.message ?? 'is not as documented'}`
  return new HooksError('rejected', `${label} answered ${detail}`, {
    hint: 'check the base URL; a proxy or another server may have answered',
    provider: ownWords(masked(answer.body, secrets)),
  })
}

export type Silence = {
  readonly baseUrl: string
  /** What the time limit was, if it ran out; milliseconds. */
  readonly timeoutMs?: number
  /** Node's or got's error code. */
  readonly code?: string
  /** Whether it was to go through a proxy. */
  readonly viaProxy?: boolean
  /** What a proxy that refused answered. */
  readonly proxyStatus?: number
}

/**
 * The error of a request without an answer. It has no cause: got's errors carry the
 * request's headers, and with them its credentials.
 */
export function unreachable({label, hints}: Wording, silence: Silence): HooksError {
  const {baseUrl, timeoutMs, code = '', viaProxy = false, proxyStatus} = silence
  const reason =
    timeoutMs === undefined
      ? connectionProblem(code, proxyStatus)
      : `no answer within ${timeoutMs / 1000} s`
  const usual = viaProxy
    ? 'check HTTPS_PROXY and HTTP_PROXY; NO_PROXY names what is reached directly'
    : 'check the address and the network'
  return new HooksError(
    'unreachable',
    `${label} could not be reached at ${withoutUser(baseUrl)}${viaProxy ? ' through the proxy' : ''}: ${reason}`,
    {
      hint: isUntrusted(code) ? NAME_AUTHORITY : (hints?.unreachable ?? usual),
    },
  )
}

function connectionProblem(code: string, proxyStatus: number | undefined): string {
  if (proxyStatus === 407) return 'the proxy wants a user name and a password that it knows (407)'
  if (proxyStatus !== undefined) return `the proxy refused the connection (${proxyStatus})`
  return REQUEST_PROBLEMS[code] ?? wordsOfCode(code)
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

/** A copy of a body in which nothing secret can be read. */
function masked(body: unknown, secrets: Wording['secrets']): unknown {
  if (secrets === undefined) return body
  if (typeof body === 'string') {
    const values = secrets.values.filter((value) => value !== '')
    return values.reduce((text, value) => text.replaceAll(value, maskSecret(value)), body)
  }
  if (Array.isArray(body)) return body.map((item) => masked(item, secrets))
  if (!isJsonObject(body)) return body
  const entries = Object.entries(body).map(([name, value]) => [
    name,
    secrets.fields.includes(name) && typeof value === 'string'
      ? maskSecret(value)
      : masked(value, secrets),
  ])
  return Object.fromEntries(entries)
}
