import {findErrorCode} from '../core/errors.ts'
import {findReason} from '../core/net/codes.ts'
import type {FailureReason} from '../core/delivery.ts'

/** undici's messages for an unexpected 100 or 101 response. */
const BAD_ANSWER_MESSAGES: ReadonlySet<string> = new Set(['bad response', 'bad upgrade'])

/** Why an attempt got no response, with the error code if there is one. */
export type Failure = {readonly reason: FailureReason; readonly errorCode?: string}

export function toFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return {reason: 'unreachable'}
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return {reason: 'timeout'}
  const errorCode = findErrorCode(error)
  if (errorCode === 'UND_ERR_SOCKET' && BAD_ANSWER_MESSAGES.has(error.message)) {
    return {reason: 'bad_answer'}
  }
  const reason = findReason(errorCode)
  if (reason !== undefined) return {reason, errorCode}
  // undici leaves the code of this error undefined.
  if (error.name === 'HTTPParserError') return {reason: 'bad_answer'}
  if (error.cause !== undefined) return toFailure(error.cause)
  return {reason: 'unreachable', ...(errorCode === '' ? {} : {errorCode})}
}
