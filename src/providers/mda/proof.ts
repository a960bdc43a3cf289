import {createHmac} from 'node:crypto'
import {sameText} from '../../core/signing/token.ts'
import type {Proving, ReceivedRequest, Verification} from '../provider.ts'
import {optionsOf} from './wire.ts'

/**
 * How Mobile Data Anywhere proves a delivery: it does not, but for a fixed `Authorization` header
 * that a webhook may ask for. It is sent as it was given.
 *
 * Source: https://mobiledataanywhere.com/api/docs/v1/project_web_hooks.html, read 2026-11-20.
 */
export function prove({webhook}: Pick<Proving, 'webhook'>): Record<string, string> {
  const {enableHttpAuthorization = false, httpAuthorizationValue = ''} = optionsOf(webhook)
  if (!enableHttpAuthorization || httpAuthorizationValue === '') return {}
  return {authorization: httpAuthorizationValue}
}

/** `secret` is the value that the `Authorization` header has to have. */
export function verify({headers}: ReceivedRequest, secret: string): Verification {
  const {authorization} = headers
  if (secret === '' || authorization === undefined) return {result: 'none'}
  if (sameText(authorization, secret)) return {result: 'valid'}
  return {result: 'invalid', reason: 'header authorization has another value'}
}

/**
 * The password of one call of the API: base64 of HMAC-SHA256 over user name and time, keyed with
 * the API secret. `timestamp` is the text that the call's own header holds, unix seconds.
 *
 * Source: https://mobiledataanywhere.com/api/docs/v1.html, read 2026-11-20.
 */
export function password(apiSecret: string, username: string, timestamp: string): string {
  return createHmac('sha256', apiSecret)
    .update(`name:${username};timestamp:${timestamp};`)
    .digest('base64')
}
