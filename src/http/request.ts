import type {IncomingMessage} from 'node:http'
import {formatCurlCommand} from '../core/masking/curl.ts'
import {findErrorCode, HooksError} from '../core/errors.ts'
import {defined} from '../core/defined.ts'
import {isUntrusted, NAME_AUTHORITY, findReason} from '../core/net/codes.ts'
import {type Network, listAuthorities} from '../core/net/network.ts'

export type ControlRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Empty for no body. */
  readonly body: string
  /** Limit for the whole exchange; milliseconds. */
  readonly timeoutMs: number
  readonly network?: Network | undefined
}

export type ControlAnswer = {
  readonly status: number
  readonly text: string
  /** The server's Date header. */
  readonly date?: string | undefined
}

/**
 * One request to a hooks server.
 *
 * Uses Node's own client, taken from the process rather than imported: importing `node:http` alone
 * more than doubles the start-up time of a short command.
 *
 * @throws HooksError unreachable
 */
export async function exchange(request: ControlRequest): Promise<ControlAnswer> {
  const {network = {}} = request
  const timeoutMs = Math.min(request.timeoutMs, network.timeoutMs ?? Infinity)
  const bounded = {...request, timeoutMs}
  const started = performance.now()
  const traceAnswer = (what: string) =>
    network.trace?.(`< ${what}, ${Math.round(performance.now() - started)} ms`)
  network.trace?.(formatCurlCommand({...request, url: request.url.href}))
  try {
    const incoming = await send(bounded, AbortSignal.timeout(timeoutMs))
    const text = await readText(incoming)
    const {statusCode: status = 0} = incoming
    const {date, 'content-type': type = 'no content type'} = incoming.headers
    traceAnswer(`${status}, ${type}, ${Buffer.byteLength(text)} bytes`)
    return {status, text, date}
  } catch (error) {
    traceAnswer('no answer')
    throw createUnreachableError(bounded, error)
  }
}

/**
 * Sends a request; resolves with the head of the answer. The time limit does not cover its body.
 *
 * @throws HooksError unreachable
 */
export async function openResponse(
  request: ControlRequest,
  signal: AbortSignal = new AbortController().signal,
): Promise<IncomingMessage> {
  const {network = {}, timeoutMs} = request
  network.trace?.(formatCurlCommand({...request, url: request.url.href}))
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), timeoutMs)
  try {
    return await send(request, AbortSignal.any([late.signal, signal]))
  } catch (error) {
    throw createUnreachableError(request, error)
  } finally {
    clearTimeout(timer)
  }
}

function send(request: ControlRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const {request: open} = process.getBuiltinModule(
    request.url.protocol === 'https:' ? 'node:https' : 'node:http',
  )
  const {method, url, headers, body, network = {}} = request
  return new Promise((resolve, reject) => {
    const ca = listAuthorities(network.ca)
    const outgoing = open(url, {method, headers, signal, agent: false, ...defined({ca})})
    outgoing.on('error', reject)
    outgoing.on('response', resolve)
    outgoing.end(body)
  })
}

/** Whether the connection was reset during a request, so that a retry may help. */
export function isReset(error: unknown): boolean {
  const cause = error instanceof HooksError ? error.cause : undefined
  return findErrorCode(cause) === 'ECONNRESET'
}

export async function readText(incoming: IncomingMessage): Promise<string> {
  incoming.setEncoding('utf8')
  let text = ''
  for await (const chunk of incoming) text += String(chunk)
  return text
}

function createUnreachableError({url, timeoutMs}: ControlRequest, error: unknown): HooksError {
  if (error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name)) {
    return new HooksError(
      'unreachable',
      `no answer from ${url.origin} within ${timeoutMs / 1000} s`,
      {
        cause: error,
      },
    )
  }
  const code = findErrorCode(error)
  const detail = code === '' ? '' : ` (${code})`
  return new HooksError('unreachable', `cannot connect to ${url.origin}${detail}`, {
    hint: chooseHint(code),
    cause: error,
  })
}

function chooseHint(code: string): string {
  if (isUntrusted(code)) return NAME_AUTHORITY
  if (findReason(code) === 'tls') return 'check its certificate, and that it serves https'
  return 'start it with: hooks serve'
}
