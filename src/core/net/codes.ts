import type {FailureReason} from '../delivery.ts'

type Meaning = readonly [reason: FailureReason, words: string]

const RESET: Meaning = ['reset', 'the connection was reset']
const UNKNOWN_NAME: Meaning = ['dns', 'the host name is unknown']
const LOOKUP_FAILED: Meaning = ['dns', 'the host name could not be looked up']
const TIMEOUT: Meaning = ['timeout', 'no answer came in time']
const BAD_ANSWER: Meaning = ['bad_answer', 'its answer is not valid HTTP']
const UNTRUSTED: Meaning = ['tls', 'nobody this machine trusts vouches for its certificate']
const TLS: Meaning = ['tls', 'no secure connection can be made']

/**
 * What the codes of errors mean: those of the system and of Node, of OpenSSL by its names for
 * what is wrong with a certificate, of undici (`UND_ERR_…`), and one of hooks itself.
 *
 * Sources: https://nodejs.org/docs/latest-v24.x/api/tls.html#x509-certificate-error-codes and
 * undici 8.12.4, lib/core/errors.js, read 2026-11-27.
 */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['ECONNREFUSED', ['refused', 'nothing listens there']],
  ['ECONNRESET', RESET],
  ['ECONNABORTED', RESET],
  ['EPIPE', RESET],
  ['UND_ERR_SOCKET', RESET],
  // The pool was dropped under the attempt, by hooks itself.
  ['UND_ERR_DESTROYED', RESET],
  ['UND_ERR_CLOSED', RESET],
  ['ENOTFOUND', UNKNOWN_NAME],
  ['ENODATA', UNKNOWN_NAME],
  ['EAI_AGAIN', LOOKUP_FAILED],
  ['ETIMEDOUT', TIMEOUT],
  ['UND_ERR_CONNECT_TIMEOUT', TIMEOUT],
  ['UND_ERR_HEADERS_TIMEOUT', TIMEOUT],
  ['UND_ERR_BODY_TIMEOUT', TIMEOUT],
  ['UND_ERR_HEADERS_OVERFLOW', BAD_ANSWER],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', BAD_ANSWER],
  ['CERT_HAS_EXPIRED', ['tls', 'its certificate has expired']],
  ['ERR_TLS_CERT_ALTNAME_INVALID', ['tls', 'its certificate is for another name']],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNTRUSTED],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', UNTRUSTED],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNTRUSTED],
  // A server that does not speak TLS at all.
  ['EPROTO', TLS],
  ['ENETUNREACH', ['unreachable', 'no network']],
  ['EHOSTUNREACH', ['unreachable', 'no route to the host']],
  ['HOOKS_BLOCKED_ADDRESS', ['blocked_address', 'its address is not allowed']],
])

/** Families of codes; what they have in common is told with the code itself. */
const FAMILIES: readonly (readonly [RegExp, Meaning])[] = [
  [/^EAI_/, LOOKUP_FAILED],
  // The parser's, which reads answers for Node and for undici.
  [/^HPE_/, BAD_ANSWER],
  [
    /TLS|SSL|CERT|CRL|UNABLE_TO_(?:GET|VERIFY|DECODE)|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED/,
    TLS,
  ],
]

/** What a request without an answer is put down to; undefined where the code does not tell. */
export function reasonOfCode(code: string): FailureReason | undefined {
  return (MEANINGS.get(code) ?? familyOf(code))?.[0]
}

/** The same for a person, as in "nothing listens there"; of an unknown code the code itself. */
export function wordsOfCode(code: string): string {
  const known = MEANINGS.get(code)
  if (known !== undefined) return known[1]
  const family = familyOf(code)
  if (family !== undefined) return `${family[1]} (${code})`
  return code || 'the connection failed'
}

/** What helps where a certificate is untrusted. */
export const NAME_AUTHORITY = 'name the file with the certificate of its authority: --ca FILE'

/** Whether nobody whom this machine trusts vouches for a certificate: naming an authority can help. */
export function isUntrusted(code: string): boolean {
  return MEANINGS.get(code) === UNTRUSTED
}

/** The code that Node, undici or OpenSSL gave an error; empty where it has none. */
export function codeOf(error: unknown): string {
  const hasCode = error instanceof Error && 'code' in error && typeof error.code === 'string'
  return hasCode ? String(error.code) : ''
}

function familyOf(code: string): Meaning | undefined {
  return FAMILIES.find(([pattern]) => pattern.test(code))?.[1]
}
