import {sameText} from '../../core/signing/token.ts'
import type {ReceivedRequest, Verification} from '../provider.ts'

/**
 * How TargetVideo proves a delivery: the secret itself stands in the body, for the receiver to
 * compare. Nothing is signed, so whoever has read one delivery can make others.
 *
 * Source: https://developer.target-video.com/docs/webhooks, read 2026-11-20.
 */
export function verify({body}: ReceivedRequest, secret: string): Verification {
  const fields = parse(body)
  if (typeof fields !== 'object' || fields === null) return invalid('the body is not a JSON object')
  if (!('secret' in fields) || typeof fields.secret !== 'string') {
    return invalid('the body holds no secret')
  }
  if (sameText(fields.secret, secret)) return {result: 'valid'}
  return invalid('the body holds another secret')
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function invalid(reason: string): Verification {
  return {result: 'invalid', reason}
}
