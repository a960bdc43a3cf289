import {createStandardHeaders} from '../../src/core/signing/standard-webhooks.ts'
import type {Received} from '../../src/receiver/receiver.ts'

/** The `webhook-signature` that the received request would have if signed with these secrets. */
export function signatureBy(secrets: readonly string[], {headers, body}: Received): string {
  const id = headers['webhook-id'] ?? ''
  const timestamp = Number(headers['webhook-timestamp'])
  return createStandardHeaders({id, timestamp, body, secrets})['webhook-signature'] ?? ''
}
