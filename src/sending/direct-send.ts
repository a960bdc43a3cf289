import type {IncomingMessage} from 'node:http'
import type {Answer, FailureReason, Outcome} from '../core/delivery.ts'

export type DirectSend = {
  readonly url: string
  readonly method: 'POST' | 'PUT'
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** For the whole exchange; milliseconds. */
  readonly timeoutMs: number
}

/** As much of an answer's body as is kept. */
const MAX_BODY_BYTES = 8192

const REASONS: Readonly<Record<string, FailureReason>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  // A receiver that does not speak TLS.
  EPROTO: 'tls',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ETIMEDOUT: 'timeout',
}

/** One request from this machine to a receiver; what became of it is a value. */
export async function sendDirectly(order: DirectSend): Promise<Outcome> {
  const startedAt = performance.now()
  const durationMs = () => Math.round(performance.now() - startedAt)
  try {
    const {code, answer} = await send(order)
    return {kind: 'answered', code, answer, durationMs: durationMs()}
  } catch (error) {
    return {kind: 'failed', reason: reasonOf(error), durationMs: durationMs()}
  }
}

type Answered = {code: number; answer: Answer}

async function send({url, method, headers, body, timeoutMs}: DirectSend): Promise<Answered> {
  const target = new URL(url)
  const {request} = process.getBuiltinModule(
    target.protocol === 'https:' ? 'node:https' : 'node:http',
  )
  const options = {
    method,
    headers: {...headers, 'user-agent': 'hooks', 'content-length': String(Buffer.byteLength(body))},
    signal: AbortSignal.timeout(timeoutMs),
    agent: false,
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(target, options)
    outgoing.on('error', reject)
    // Node drops the connection after a 101 that nobody listens for, and says nothing.
    outgoing.on('upgrade', (_incoming, socket) => {
      socket.destroy()
      reject(new UnaskedUpgradeError())
    })
    outgoing.on('response', (incoming) => {
      void readAnswer(incoming).then((answer) => resolve({code: incoming.statusCode ?? 0, answer}))
    })
    outgoing.end(body)
  })
}

/** The status line decides; a body that breaks off is only noted. */
async function readAnswer(incoming: IncomingMessage): Promise<Answer> {
  const headers = defined(incoming.headers)
  let body = Buffer.alloc(0)
  try {
    for await (const chunk of incoming) {
      if (body.length < MAX_BODY_BYTES) body = Buffer.concat([body, Buffer.from(chunk)])
    }
    return {headers, body: textOf(body)}
  } catch (error) {
    return {headers, body: textOf(body), bodyError: String(error)}
  }
}

function textOf(body: Buffer): string {
  return body.subarray(0, MAX_BODY_BYTES).toString('utf8')
}

function defined(headers: NodeJS.Dict<string | string[]>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}

function reasonOf(error: unknown): FailureReason {
  if (!(error instanceof Error)) return 'unreachable'
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timeout'
  if (error instanceof UnaskedUpgradeError) return 'bad_answer'
  const code = 'code' in error ? String(error.code) : ''
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) return 'tls'
  if (code.startsWith('HPE_')) return 'bad_answer'
  return REASONS[code] ?? 'unreachable'
}

class UnaskedUpgradeError extends Error {
  override readonly name = 'UnaskedUpgradeError'
}
