import type {FailureReason} from '../core/delivery.ts'

const REASON_OF_CODE: Readonly<Record<string, FailureReason>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  // Our own doing: the pool was dropped under the attempt.
  UND_ERR_DESTROYED: 'reset',
  UND_ERR_CLOSED: 'reset',
  ENOTFOUND: 'dns',
  ENODATA: 'dns',
  ETIMEDOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'bad_answer',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'bad_answer',
  HOOKS_BLOCKED_ADDRESS: 'blocked_address',
}

/** Codes of Node's TLS errors: ERR_TLS_CERT_ALTNAME_INVALID, CERT_HAS_EXPIRED, EPROTO and their kind. */
const TLS_CODE =
  /TLS|SSL|CERT|CRL|^EPROTO$|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY|DECODE)|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH/

/** undici's words for an answer that no request of ours asked for: a 100 or a 101. */
const BAD_ANSWER_MESSAGES: ReadonlySet<string> = new Set(['bad response', 'bad upgrade'])

/** What an attempt without an answer is put down to. */
export function failureReason(error: unknown): FailureReason {
  if (!(error instanceof Error)) return 'unreachable'
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'UND_ERR_SOCKET' && BAD_ANSWER_MESSAGES.has(error.message)) return 'bad_answer'
  const known = REASON_OF_CODE[code]
  if (known !== undefined) return known
  // The code that undici means to give it is undefined.
  if (error.name === 'HTTPParserError') return 'bad_answer'
  if (code.startsWith('EAI_')) return 'dns'
  if (TLS_CODE.test(code)) return 'tls'
  return error.cause === undefined ? 'unreachable' : failureReason(error.cause)
}
