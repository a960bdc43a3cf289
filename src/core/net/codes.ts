import type {FailureReason} from '../delivery.ts'

type Meaning = readonly [reason: FailureReason, words: string]

const RESET: Meaning = ['reset', 'connection reset']
const UNKNOWN_NAME: Meaning = ['dns', 'host name not found']
const LOOKUP_FAILED: Meaning = ['dns', 'host name could not be resolved']
const TIMEOUT: Meaning = ['timeout', 'timed out waiting for a response']
const BAD_ANSWER: Meaning = ['bad_answer', 'its answer is not valid HTTP']
const UNTRUSTED: Meaning = ['tls', 'its certificate is signed by an unknown authority']
const TLS: Meaning = ['tls', 'TLS connection failed']

/**
 * What error codes mean: those of the operating system, Node, OpenSSL (certificate errors) and
 * undici (`UND_ERR_…`), and one of hooks itself.
 *
 * Sources: https://nodejs.org/docs/latest-v24.x/api/tls.html#x509-certificate-error-codes and
 * undici 8.12.4, lib/core/errors.js, read 2026-11-27.
 */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['ECONNREFUSED', ['refused', 'connection refused']],
  ['ECONNRESET', RESET],
  ['ECONNABORTED', RESET],
  ['EPIPE', RESET],
  ['UND_ERR_SOCKET', RESET],
  // Hooks itself closed the connection pool during the attempt.
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
  ['ERR_TLS_CERT_ALTNAME_INVALID', ['tls', 'its certificate is for another host name']],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNTRUSTED],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', UNTRUSTED],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNTRUSTED],
  // A server that does not speak TLS at all.
  ['EPROTO', TLS],
  ['ENETUNREACH', ['unreachable', 'network unreachable']],
  ['EHOSTUNREACH', ['unreachable', 'no route to host']],
  ['HOOKS_BLOCKED_ADDRESS', ['blocked_address', 'its address is not allowed']],
])

/** Families of codes. The message of a family also shows the code. */
const FAMILIES: readonly (readonly [RegExp, Meaning])[] = [
  [/^EAI_/, LOOKUP_FAILED],
  // The HTTP parser of Node and undici.
  [/^HPE_/, BAD_ANSWER],
  [
    /TLS|SSL|CERT|CRL|UNABLE_TO_(?:GET|VERIFY|DECODE)|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED/,
    TLS,
  ],
]

/** Why a request got no response; undefined for an unknown code. */
export function findReason(code: string): FailureReason | undefined {
  return (MEANINGS.get(code) ?? findFamily(code))?.[0]
}

/** The same in words, such as "connection refused"; an unknown code is returned as it is. */
export function describeCode(code: string): string {
  const known = MEANINGS.get(code)
  if (known !== undefined) return known[1]
  const family = findFamily(code)
  if (family !== undefined) return `${family[1]} (${code})`
  return code || 'connection failed'
}

/** The hint for an untrusted certificate. */
export const NAME_AUTHORITY = 'pass the certificate of its authority with: --ca FILE'

/** Whether a certificate's authority is unknown to this machine, so that `--ca` can help. */
export function isUntrusted(code: string): boolean {
  return MEANINGS.get(code) === UNTRUSTED
}

function findFamily(code: string): Meaning | undefined {
  return FAMILIES.find(([pattern]) => pattern.test(code))?.[1]
}
