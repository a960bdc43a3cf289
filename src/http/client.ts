import type {Response} from 'got'
import type {Static, TSchema} from 'typebox'
import {Value} from 'typebox/value'
import {
  answerError,
  unexpectedAnswer,
  unreachable,
  type HttpAnswer,
  type Wording,
} from './failures.ts'

const TIMEOUT_MS = 10_000
/** Waits before the second and third try of a call that changes nothing. */
const RETRY_DELAYS_MS = [200, 800]
/** A refused connection or an unknown host is not tried again: it will not change in a second. */
const RETRY = {
  methods: ['GET' as const],
  statusCodes: [502, 503, 504],
  errorCodes: ['ECONNRESET', 'EPIPE', 'EAI_AGAIN'],
}
const HEADERS = {accept: 'application/json', 'user-agent': 'hooks-cli'}

export type HttpClientOptions = Wording & {
  /** Origin and perhaps a path, without a trailing slash: `https://ws.api.video`. */
  readonly baseUrl: string
  /** Sent with every request; may hold credentials, and so never appears in an error. */
  readonly headers?: Readonly<Record<string, string>>
  /** Upper bound for one try of one request; milliseconds, 10 s when left out. */
  readonly timeoutMs?: number
  /** Milliseconds before each further try of a GET; two when left out. */
  readonly retryDelaysMs?: readonly number[]
}

export type RequestOptions = {
  readonly headers?: Readonly<Record<string, string>>
  /** Undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /** What a 404 means is missing: `webhook webhook_abc`. */
  readonly what?: string
}

type Request = RequestOptions & {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** Sent as JSON; nothing is sent when left out. */
  readonly body?: unknown
}

/**
 * One JSON API. Every answer passes the schema it is asked with; every failure is a
 * `HooksError`: unauthorized, not_found, rejected, rate_limited or unreachable.
 *
 * GET is tried again when the connection breaks or a gateway answers 502, 503 or 504;
 * nothing else ever is. Redirects are not followed, so credentials stay with their host.
 */
export class HttpClient {
  readonly #options: HttpClientOptions

  constructor(options: HttpClientOptions) {
    this.#options = options
  }

  get<T extends TSchema>(path: string, schema: T, options?: RequestOptions): Promise<Static<T>> {
    return this.#ask(schema, {...options, method: 'GET', path})
  }

  post<T extends TSchema>(
    path: string,
    body: unknown,
    schema: T,
    options?: RequestOptions,
  ): Promise<Static<T>> {
    return this.#ask(schema, {...options, method: 'POST', path, body})
  }

  put<T extends TSchema>(
    path: string,
    body: unknown,
    schema: T,
    options?: RequestOptions,
  ): Promise<Static<T>> {
    return this.#ask(schema, {...options, method: 'PUT', path, body})
  }

  /** Whatever a successful answer says is ignored. */
  async delete(path: string, options?: RequestOptions): Promise<void> {
    await this.#send({...options, method: 'DELETE', path})
  }

  async #ask<T extends TSchema>(schema: T, request: Request): Promise<Static<T>> {
    const answer = await this.#send(request)
    if (Value.Check(schema, answer.body)) return answer.body
    throw unexpectedAnswer(this.#options, answer, Value.Errors(schema, answer.body)[0])
  }

  async #send(request: Request): Promise<HttpAnswer> {
    const answer = toAnswer(await this.#exchange(request))
    if (answer.status >= 200 && answer.status < 300) return answer
    throw answerError(this.#options, answer, request.what)
  }

  async #exchange({method, path, body, headers, query}: Request): Promise<Response<string>> {
    const {baseUrl, timeoutMs = TIMEOUT_MS, retryDelaysMs = RETRY_DELAYS_MS} = this.#options
    // Loaded with the first request: commands that make none do not pay for it.
    const {default: got, RequestError, TimeoutError} = await import('got')
    try {
      return await got(baseUrl + path, {
        method,
        headers: {...HEADERS, ...this.#options.headers, ...headers},
        ...(body === undefined ? {} : {json: body}),
        ...(query === undefined ? {} : {searchParams: given(query)}),
        timeout: {request: timeoutMs},
        retry: {...RETRY, limit: retryDelaysMs.length, calculateDelay: delay(retryDelaysMs)},
        followRedirect: false,
        throwHttpErrors: false,
      })
    } catch (error) {
      if (error instanceof TimeoutError) throw unreachable(this.#options, {baseUrl, timeoutMs})
      if (error instanceof RequestError)
        throw unreachable(this.#options, {baseUrl, code: error.code})
      throw error
    }
  }
}

/** Milliseconds before the next try; 0 means none. */
function delay(delaysMs: readonly number[]) {
  return ({attemptCount}: {attemptCount: number}) => delaysMs[attemptCount - 1] ?? 0
}

function given(query: NonNullable<RequestOptions['query']>): Record<string, string> {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** `body` is the parsed JSON, or the text as it came when it is none. */
function toAnswer({statusCode: status, headers, body}: Response<string>): HttpAnswer {
  try {
    return {status, headers, body: JSON.parse(body)}
  } catch (error) {
    if (error instanceof SyntaxError) return {status, headers, body}
    throw error
  }
}
