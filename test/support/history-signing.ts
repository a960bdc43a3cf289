import {createHmac} from 'node:crypto'
import type {Received} from '../../src/receiver/receiver.ts'
import type {Watched} from './history.ts'

/** Implements the Standard Webhooks specification independently of the code in src/. */
export function isSigned(
  {headers, body}: Received,
  {signingSecrets}: Pick<Watched, 'signingSecrets'>,
): boolean {
  const given = (headers['webhook-signature'] ?? '').split(' ')
  return signingSecrets.some((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const content = Buffer.concat([
      Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`),
      body,
    ])
    return given.includes(`v1,${createHmac('sha256', key).update(content).digest('base64')}`)
  })
}

/** The id of the event that a request delivers. */
export function idOf({headers}: Pick<Received, 'headers'>): string {
  return headers['webhook-id'] ?? 'nobody'
}
