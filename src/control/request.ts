import type {IncomingMessage} from 'node:http'
import {HooksError} from '../core/errors.ts'

export type ControlRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Empty where there is none. */
  readonly body: string
  /** Upper bound for the whole exchange; milliseconds. */
  readonly timeoutMs: number
}

export type ControlAnswer = {readonly status: number; readonly text: string}

/**
 * One exchange with a server of ours.
 *
 * Node's own client, taken from the process rather than imported: an import of `node:http` alone
 * more than doubles the start of a short command.
 *
 * @throws HooksError unreachable
 */
export async function exchange(request: ControlRequest): Promise<ControlAnswer> {
  const {request: open} = process.getBuiltinModule(
    request.url.protocol === 'https:' ? 'node:https' : 'node:http',
  )
  const signal = AbortSignal.timeout(request.timeoutMs)
  return new Promise((resolve, reject) => {
    const {method, headers, body} = request
    const outgoing = open(request.url, {method, headers, signal, agent: false})
    outgoing.on('error', (error) => reject(unreachable(request, error)))
    outgoing.on('response', (incoming) => {
      readText(incoming).then(
        (text) => resolve({status: incoming.statusCode ?? 0, text}),
        (error: unknown) => reject(unreachable(request, error)),
      )
    })
    outgoing.end(body)
  })
}

/** Whether the connection broke under a request, so that asking again may help. */
export function isReset(error: unknown): boolean {
  const cause = error instanceof HooksError ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET'
}

async function readText(incoming: IncomingMessage): Promise<string> {
  incoming.setEncoding('utf8')
  let text = ''
  for await (const chunk of incoming) text += String(chunk)
  return text
}

function unreachable({url, timeoutMs}: ControlRequest, error: unknown): HooksError {
  if (error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name)) {
    return new HooksError(
      'unreachable',
      `no answer from ${url.origin} within ${timeoutMs / 1000} s`,
      {
        cause: error,
      },
    )
  }
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return new HooksError('unreachable', `no server answers at ${url.origin}${code}`, {
    hint: 'start it with: hooks serve',
    cause: error,
  })
}
