import {createHmac, timingSafeEqual} from 'node:crypto'
import type {Proving, ReceivedRequest, Verification} from '../provider.ts'

/**
 * How api.video proves a delivery: HMAC-SHA256 of the raw body, keyed with the whole
 * secret (`sig_sec_` included), in lower-case hex. It covers no time, so a delivery that
 * was recorded can be sent again and still verifies.
 *
 * Source: apivideo/api.video-documentation f159d73, reference/create-and-manage-webhooks.md,
 * read 2026-11-20.
 */
export const SIGNATURE_HEADER = 'x-api-video-signature'
export const WEBHOOK_ID_HEADER = 'x-api-video-webhookid'

export function prove({webhook, body}: Pick<Proving, 'webhook' | 'body'>): Record<string, string> {
  if (webhook.secret === undefined) throw new Error(`webhook ${webhook.id} has no secret`)
  return {
    [WEBHOOK_ID_HEADER]: webhook.id,
    [SIGNATURE_HEADER]: signature(body, webhook.secret).toString('hex'),
  }
}

export function verify({headers, body}: ReceivedRequest, secret: string): Verification {
  const received = headers[SIGNATURE_HEADER]
  if (received === undefined) return invalid(`header ${SIGNATURE_HEADER} is missing`)
  if (!/^[0-9a-f]{64}$/.test(received)) {
    return invalid(`header ${SIGNATURE_HEADER} is not 64 lower-case hex digits`)
  }
  if (timingSafeEqual(Buffer.from(received, 'hex'), signature(body, secret)))
    return {result: 'valid'}
  return invalid('the signature is not that of this body with this secret')
}

function signature(body: string | Buffer, secret: string): Buffer {
  return createHmac('sha256', secret).update(body).digest()
}

function invalid(reason: string): Verification {
  return {result: 'invalid', reason}
}
