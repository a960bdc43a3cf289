import type {Network} from '../core/network.ts'

/** `answered` says nothing of the status: what takes a POST need not know HEAD. */
export type Probe =
  | {readonly kind: 'answered'; readonly code: number; readonly ms: number}
  | {readonly kind: 'failed'; readonly reason: string}

const TIMEOUT_MS = 5000

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

/**
 * Whether somebody answers at a receiver's address. It asks with HEAD and without a body, so that no
 * receiver takes it for a delivery.
 */
export async function probeReceiver(url: string, {ca}: Network = {}): Promise<Probe> {
  const whole = /^https?:\/\//i.test(url) ? url : `http://${url}`
  if (!URL.canParse(whole)) return {kind: 'failed', reason: 'the address is not a URL'}
  const target = new URL(whole)
  const isHttps = target.protocol === 'https:'
  const {request} = process.getBuiltinModule(isHttps ? 'node:https' : 'node:http')
  const {getCACertificates} = process.getBuiltinModule('node:tls')
  const started = performance.now()
  return new Promise((resolve) => {
    const outgoing = request(target, {
      method: 'HEAD',
      agent: false,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {'user-agent': 'hooks-cli', connection: 'close'},
      ...(ca === undefined || !isHttps ? {} : {ca: [...getCACertificates('default'), ca]}),
    })
    outgoing.on('error', (error) => resolve({kind: 'failed', reason: reasonOf(error)}))
    outgoing.on('response', ({statusCode: code = 0}) => {
      resolve({kind: 'answered', code, ms: Math.round(performance.now() - started)})
      outgoing.destroy()
    })
    outgoing.end()
  })
}

function reasonOf(error: Error): string {
  if (['AbortError', 'TimeoutError'].includes(error.name)) {
    return `no answer within ${TIMEOUT_MS / 1000} s`
  }
  const code = 'code' in error ? String(error.code) : error.message
  return REASONS[code] ?? code
}
