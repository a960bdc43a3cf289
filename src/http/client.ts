import {findErrorCode} from '../core/errors.ts'
import {defined} from '../core/defined.ts'
import type {Response} from 'got'
import type {Static, TSchema} from 'typebox'
import {Value} from 'typebox/value'
import {formatCurlCommand} from '../core/masking/curl.ts'
import {
  toAnswerError,
  createTooLargeError,
  createUnexpectedAnswerError,
  createUnreachableError,
  readToldWait,
  type HttpAnswer,
  type Wording,
} from './failures.ts'
import {Rest} from './rest.ts'
import {createTravelOptions} from './travel.ts'

const TIMEOUT_MS = 10_000
/** Far larger than any page of any platform's list. */
const MAX_ANSWER_BYTES = 10 * 1024 * 1024
/** The shortest wait for a rate limit, whatever the platform says; milliseconds. */
const MIN_WAIT_MS = 1000
/** Delays before the second and third try of a request that changes nothing. */
const RETRY_DELAYS_MS = [200, 800]
/** A refused connection or an unknown host is not retried: that will not change within a second. */
const RETRY = {
  methods: ['GET' as const],
  statusCodes: [502, 503, 504],
  errorCodes: ['ECONNRESET', 'EPIPE', 'EAI_AGAIN'],
}
const HEADERS = {accept: 'application/json', 'user-agent': 'hooks-cli'}

export type HttpClientOptions = Wording & {
  /** Origin and optional path, without a trailing slash: `https://ws.api.video`. */
  readonly baseUrl: string
  /** Sent with every request; may contain credentials, so they never appear in an error. */
  readonly headers?: Readonly<Record<string, string>>
  /** Limit for one try of a request; milliseconds, 10 s by default. */
  readonly timeoutMs?: number
  /** Milliseconds before each retry of a GET; two retries by default. */
  readonly retryDelaysMs?: readonly number[]
}

export type RequestOptions = {
  /** A function if they are valid only briefly: it is called before each request. */
  readonly headers?: Headers | (() => Headers)
  /** Undefined values are omitted. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /** What is missing in case of a 404: `webhook webhook_abc`. */
  readonly what?: string
}

type Headers = Readonly<Record<string, string>>

type Request = RequestOptions & {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** Sent as JSON; no body if undefined. */
  readonly body?: unknown
}

/**
 * A client for one JSON API. Every answer is checked against the schema of the request; every
 * failure is a `HooksError`: unauthorized, not_found, rejected, rate_limited or unreachable.
 *
 * A GET is retried when the connection breaks or a gateway answers 502, 503 or 504; other methods
 * are not. After a 429 any request waits as long as the network settings allow and is retried,
 * since the platform has not processed it; concurrent requests share the wait. Redirects are not
 * followed, so that credentials stay with their host.
 */
export class HttpClient {
  readonly #options: HttpClientOptions
  readonly #rest: Rest

  constructor(options: HttpClientOptions) {
    this.#options = options
    this.#rest = new Rest(options.label, options.network)
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

  /** Ignores the body of a successful answer. */
  async delete(path: string, options?: RequestOptions): Promise<void> {
    await this.#send({...options, method: 'DELETE', path})
  }

  async #ask<T extends TSchema>(schema: T, request: Request): Promise<Static<T>> {
    const answer = await this.#send(request)
    if (Value.Check(schema, answer.body)) return answer.body
    throw createUnexpectedAnswerError(this.#options, answer, Value.Errors(schema, answer.body)[0])
  }

  /**
   * The platform's time, from the Date header of any answer, and how long the request took;
   * undefined without such a header.
   */
  async askTime(path: string): Promise<{date: Date; tookMs: number} | undefined> {
    const started = performance.now()
    const {headers} = await this.#exchange({method: 'GET', path})
    const date = new Date(headers.date ?? Number.NaN)
    return Number.isNaN(date.getTime()) ? undefined : {date, tookMs: performance.now() - started}
  }

  async #send(request: Request): Promise<HttpAnswer> {
    const {network = {}} = this.#options
    for (let leftMs = network.waitMs ?? 0; ;) {
      await this.#rest.wait()
      const answer = toAnswer(await this.#exchange(request))
      if (answer.status >= 200 && answer.status < 300) return answer
      const requestedMs = readToldWait(this.#options, answer)
      const waitMs = Math.max(requestedMs ?? Infinity, MIN_WAIT_MS)
      if (waitMs > leftMs) throw toAnswerError(this.#options, answer, request.what)
      leftMs -= waitMs
      await this.#rest.start(waitMs)
    }
  }

  async #exchange({method, path, body, headers, query}: Request): Promise<Response<string>> {
    const {baseUrl, network = {}} = this.#options
    const {timeoutMs = network.timeoutMs ?? TIMEOUT_MS} = this.#options
    const all = {...HEADERS, ...this.#options.headers, ...resolveHeaders(headers)}
    // Loaded with the first request, so that commands without requests do not pay for it.
    const {default: got, RequestError, TimeoutError} = await import('got')
    const ask = {method, path, headers: all, query: toQuery(query ?? {}), body}
    const travel = createTravelOptions(baseUrl, network)
    const oversize = new AbortController()
    this.#traceRequest(ask)
    const started = performance.now()
    try {
      const response = await got(baseUrl + path, {
        method,
        headers: all,
        ...defined({json: body}),
        ...(query === undefined ? {} : {searchParams: ask.query}),
        ...travel,
        ...this.#createLimits(timeoutMs),
        signal: oversize.signal,
        followRedirect: false,
        throwHttpErrors: false,
      }).on('downloadProgress', ({transferred}) => {
        if (transferred > MAX_ANSWER_BYTES) oversize.abort()
      })
      this.#traceAnswer(response, performance.now() - started)
      return response
    } catch (error) {
      network.trace?.(
        `< ${findErrorCode(error) || 'no answer'} after ${Math.round(performance.now() - started)} ms`,
      )
      if (oversize.signal.aborted) throw createTooLargeError(this.#options, MAX_ANSWER_BYTES)
      if (error instanceof TimeoutError)
        throw createUnreachableError(this.#options, {baseUrl, timeoutMs})
      if (!(error instanceof RequestError)) throw error
      const silence = {baseUrl, viaProxy: 'agent' in travel, ...findConnectionFailure(error)}
      throw createUnreachableError(this.#options, silence)
    }
  }

  #createLimits(timeoutMs: number) {
    const {retryDelaysMs = RETRY_DELAYS_MS} = this.#options
    return {
      timeout: {request: timeoutMs},
      retry: {...RETRY, limit: retryDelaysMs.length, calculateDelay: createDelay(retryDelaysMs)},
    }
  }

  #traceRequest({method, path, headers, query, body}: TracedRequest): void {
    const {baseUrl, network, secrets} = this.#options
    if (network?.trace === undefined) return
    const search = new URLSearchParams(query).toString()
    const isJson = body !== undefined
    network.trace(
      formatCurlCommand({
        method,
        url: baseUrl + path + (search === '' ? '' : `?${search}`),
        headers: {...headers, ...(isJson ? {'content-type': 'application/json'} : {})},
        body: isJson ? JSON.stringify(body) : undefined,
        secrets: secrets?.values ?? [],
      }),
    )
  }

  #traceAnswer({statusCode, headers, rawBody}: Response<string>, tookMs: number): void {
    const type = headers['content-type'] ?? 'no content type'
    this.#options.network?.trace?.(
      `< ${statusCode}, ${type}, ${rawBody.length} bytes, ${Math.round(tookMs)} ms`,
    )
  }
}

/** If a proxy refused the tunnel, Node's error has its status. */
function findConnectionFailure({code, cause}: {code: string; cause?: unknown}) {
  const hasStatus = cause instanceof Error && 'statusCode' in cause
  return {code, ...(hasStatus ? {proxyStatus: Number(cause.statusCode)} : {})}
}

type TracedRequest = {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}

function resolveHeaders(headers: RequestOptions['headers']): Headers | undefined {
  return typeof headers === 'function' ? headers() : headers
}

/** Milliseconds before the next try; 0 means no retry. */
function createDelay(delaysMs: readonly number[]) {
  return ({attemptCount}: {attemptCount: number}) => delaysMs[attemptCount - 1] ?? 0
}

function toQuery(query: NonNullable<RequestOptions['query']>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(defined(query)).map(([name, value]) => [name, String(value)]),
  )
}

/** `body` is the parsed JSON, or the text if it is not JSON. */
function toAnswer({statusCode: status, headers, body}: Response<string>): HttpAnswer {
  try {
    return {status, headers, body: JSON.parse(body)}
  } catch (error) {
    if (error instanceof SyntaxError) return {status, headers, body}
    throw error
  }
}
