import {USER_AGENT} from '../../core/signing/attempt-headers.ts'
import {isUntrusted, NAME_AUTHORITY, describeCode} from '../../core/net/codes.ts'
import type {FailureReason} from '../../core/delivery.ts'
import type {Network} from '../../core/net/network.ts'
import {openSender} from './open-sender.ts'

/** `answered` means with any status: a receiver of POST may not support HEAD. */
export type Probe =
  | {readonly kind: 'answered'; readonly code: number; readonly ms: number}
  | {
      readonly kind: 'failed'
      /** A clause such as "connection refused". */
      readonly reason: string
      /** How to fix it, if known. */
      readonly hint?: string
    }

const TIMEOUT_MS = 5000

/** Statuses with which a gateway says that the server behind it does not respond. */
const GATEWAY_ERRORS = [502, 503, 504]

/** For failures without an error code. */
const WORDS: Partial<Record<FailureReason, string>> = {
  timeout: `no answer within ${TIMEOUT_MS / 1000} s`,
  bad_answer: 'its answer is not valid HTTP',
}

/**
 * Checks whether a receiver responds at its URL. The request is a HEAD without a body, so that no
 * receiver mistakes it for a delivery.
 */
export async function probeReceiver(url: string, network?: Network): Promise<Probe> {
  const whole = /^https?:\/\//i.test(url) ? url : `http://${url}`
  if (!URL.canParse(whole)) return {kind: 'failed', reason: 'the URL is not valid'}
  await using sender = await openSender(TIMEOUT_MS, network)
  const headers = {'user-agent': USER_AGENT, connection: 'close'}
  const outcome = await sender.send({url: whole, method: 'HEAD', headers, body: ''})
  if (outcome.kind === 'answered') {
    return {kind: 'answered', code: outcome.code, ms: Math.round(outcome.durationMs)}
  }
  const {reason, errorCode = ''} = outcome
  const words = WORDS[reason] ?? describeCode(errorCode)
  return {kind: 'failed', reason: words, ...(isUntrusted(errorCode) ? {hint: NAME_AUTHORITY} : {})}
}

/** Whether a response means that the receiver itself cannot be reached. */
export function isGatewayError(code: number): boolean {
  return GATEWAY_ERRORS.includes(code)
}
