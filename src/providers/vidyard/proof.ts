import {sameText} from '../../core/signing/token.ts'
import type {RenderedBody} from '../../core/delivery.ts'
import type {Payload} from '../../core/event.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {
  Assumption,
  Assumptions,
  ProviderOption,
  Proving,
  ReceivedRequest,
  Rendering,
  SecretPlaces,
  Verification,
} from '../provider.ts'

/**
 * How Vidyard proves a delivery: it sends the security key along, as it is. That is no signature:
 * whoever sees one delivery can send others. Where the key travels is not documented; the vendor's
 * sample bodies do not hold it, so a header is assumed.
 *
 * Source: https://developer.vidyard.com/ (apidoc, webhooks) and GitHub api-evangelist/vidyard
 * 2271e7c, asyncapi/vidyard-webhooks.yml, read 2026-11-21.
 */
const PLACES = ['header', 'body'] as const

export const KEY_ASSUMPTIONS: readonly Assumption[] = [
  {
    name: 'securityKeyIn',
    description:
      'Where deliveries carry the security key: the sample bodies do not show it, hence a header.',
    default: 'header',
    choices: PLACES,
  },
  {
    name: 'securityKeyHeader',
    description: 'The header that carries the security key.',
    default: 'x-vidyard-security-key',
    // Neither what describes the message or the connection, nor what hooks itself sends.
    pattern: /^(?!(?:host|connection|user-agent|(?:content|transfer|webhook)-.*)$)[a-z0-9-]+$/i,
  },
  {
    name: 'securityKeyField',
    description: 'The field of the body that carries the security key.',
    default: 'security_key',
    pattern: /^\w+$/,
  },
]

export const KEY_OPTION: ProviderOption = {
  name: 'securityKeyIn',
  description: 'Where the deliveries of this webhook carry the security key: header or body.',
  type: 'string',
  choices: PLACES,
}

export function render({event, webhook, assume}: Rendering): RenderedBody {
  const contentType = 'application/json'
  const payload = shapedPayload(event.payload, assume)
  if (placeOf(webhook, assume) === 'header') return {body: JSON.stringify(payload), contentType}
  const body = {...payload, [fieldOf(assume)]: keyOf(webhook)}
  return {body: JSON.stringify(body), contentType}
}

/** The player of a player event, beside the other fields where that is assumed. */
function shapedPayload({player, ...others}: Payload, {playerBody}: Assumptions): Payload {
  if (player === undefined) return others
  const isObject = typeof player === 'object' && player !== null
  return playerBody === 'flat' && isObject ? {...player, ...others} : {...others, player}
}

export function prove({webhook, assume}: Proving): Record<string, string> {
  if (placeOf(webhook, assume) === 'body') return {}
  // Header values are bytes: those of UTF-8, as the body's are.
  return {[headerOf(assume)]: Buffer.from(keyOf(webhook)).toString('latin1')}
}

/** Both, as one webhook may differ from the others. */
export function secretPlaces(assume: Assumptions): SecretPlaces {
  return {headers: [headerOf(assume)], bodyFields: [fieldOf(assume)]}
}

/** What a header cannot carry as it is. */
export function secretProblem(secret: string): string | undefined {
  if (secret.length > MAX_KEY_LENGTH) return `is longer than ${MAX_KEY_LENGTH} letters`
  if ([...secret].some((letter) => letter < ' ' || letter === '\u007F')) {
    return 'holds a control character'
  }
  return secret === secret.trim() && secret.isWellFormed()
    ? undefined
    : 'begins or ends with a space, or is no text'
}

const MAX_KEY_LENGTH = 1024

/**
 * Since nobody knows where Vidyard puts the key, it is looked for in every header and in every
 * field on top of the body.
 */
export function verify({headers, body}: ReceivedRequest, secret: string): Verification {
  const sent = Object.values(headers).filter((value) => value !== undefined)
  const asBytes = Buffer.from(secret).toString('latin1')
  const inHeader = sent.filter((value) => sameText(value, secret) || sameText(value, asBytes))
  const inBody = fieldsOf(body).filter((value) => sameText(value, secret))
  if (secret !== '' && inHeader.length + inBody.length > 0) return {result: 'valid'}
  const reason = 'no header and no field of the body holds the security key'
  return {result: 'invalid', reason}
}

function fieldsOf(body: Buffer): string[] {
  try {
    const fields: unknown = JSON.parse(body.toString())
    if (typeof fields !== 'object' || fields === null) return []
    return Object.values(fields).filter((value) => typeof value === 'string')
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

function placeOf({options = {}}: Webhook, assume: Assumptions): unknown {
  return options[KEY_OPTION.name] ?? assume['securityKeyIn']
}

function headerOf(assume: Assumptions): string {
  return String(assume['securityKeyHeader']).toLowerCase()
}

function fieldOf(assume: Assumptions): string {
  return String(assume['securityKeyField'])
}

function keyOf({id, secret}: Webhook): string {
  if (secret === undefined) throw new Error(`webhook ${id} has no security key`)
  return secret
}
