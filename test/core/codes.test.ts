import {expect, test} from 'vitest'
import {findErrorCode} from '../../src/core/errors.ts'
import {isUntrusted, findReason, describeCode} from '../../src/core/net/codes.ts'
import type {FailureReason} from '../../src/core/delivery.ts'

const RESET = 'connection reset'
const BAD_ANSWER = 'its answer is not valid HTTP'
const LATE = 'timed out waiting for a response'
const NO_TLS = 'TLS connection failed'
const UNTRUSTED = 'its certificate is signed by an unknown authority'

test.each<readonly [string, FailureReason | undefined, string]>([
  ['ECONNREFUSED', 'refused', 'connection refused'],
  ['ECONNRESET', 'reset', RESET],
  ['ECONNABORTED', 'reset', RESET],
  ['EPIPE', 'reset', RESET],
  ['UND_ERR_SOCKET', 'reset', RESET],
  ['UND_ERR_DESTROYED', 'reset', RESET],
  ['UND_ERR_CLOSED', 'reset', RESET],
  ['ENOTFOUND', 'dns', 'host name not found'],
  ['ENODATA', 'dns', 'host name not found'],
  ['EAI_AGAIN', 'dns', 'host name could not be resolved'],
  ['EAI_FAIL', 'dns', 'host name could not be resolved (EAI_FAIL)'],
  ['ETIMEDOUT', 'timeout', LATE],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout', LATE],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout', LATE],
  ['UND_ERR_BODY_TIMEOUT', 'timeout', LATE],
  ['UND_ERR_HEADERS_OVERFLOW', 'bad_answer', BAD_ANSWER],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'bad_answer', BAD_ANSWER],
  ['HPE_INVALID_CONSTANT', 'bad_answer', `${BAD_ANSWER} (HPE_INVALID_CONSTANT)`],
  ['HPE_HEADER_OVERFLOW', 'bad_answer', `${BAD_ANSWER} (HPE_HEADER_OVERFLOW)`],
  ['CERT_HAS_EXPIRED', 'tls', 'its certificate has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'its certificate is for another host name'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls', UNTRUSTED],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', UNTRUSTED],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT', 'tls', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls', UNTRUSTED],
  ['EPROTO', 'tls', NO_TLS],
  ...[
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_TLS_HANDSHAKE_TIMEOUT',
    'UNABLE_TO_GET_CRL',
    'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
    'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
    'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
    'CERT_SIGNATURE_FAILURE',
    'CERT_NOT_YET_VALID',
    'CRL_HAS_EXPIRED',
    'ERROR_IN_CERT_NOT_AFTER_FIELD',
    'CERT_CHAIN_TOO_LONG',
    'CERT_REVOKED',
    'INVALID_CA',
    'PATH_LENGTH_EXCEEDED',
    'INVALID_PURPOSE',
    'CERT_UNTRUSTED',
    'CERT_REJECTED',
    'HOSTNAME_MISMATCH',
  ].map((code) => [code, 'tls', `${NO_TLS} (${code})`] as const),
  ['ENETUNREACH', 'unreachable', 'network unreachable'],
  ['EHOSTUNREACH', 'unreachable', 'no route to host'],
  ['HOOKS_BLOCKED_ADDRESS', 'blocked_address', 'its address is not allowed'],
  ['EADDRNOTAVAIL', undefined, 'EADDRNOTAVAIL'],
  ['constructor', undefined, 'constructor'],
  ['', undefined, 'connection failed'],
])('%s is %s: %s', (code, reason, words) => {
  expect([findReason(code), describeCode(code)]).toEqual([reason, words])
})

test('only an unknown issuer counts as untrusted, not an expired certificate', () => {
  expect(isUntrusted('SELF_SIGNED_CERT_IN_CHAIN')).toBe(true)
  expect(isUntrusted('CERT_HAS_EXPIRED')).toBe(false)
  expect(isUntrusted('EPROTO')).toBe(false)
})

test('an error without a code has an empty code', () => {
  expect(findErrorCode(Object.assign(new Error('a'), {code: 'EPIPE'}))).toBe('EPIPE')
  expect(findErrorCode(Object.assign(new Error('a'), {code: 7}))).toBe('')
  expect(findErrorCode(new Error('a'))).toBe('')
  expect(findErrorCode('EPIPE')).toBe('')
})
