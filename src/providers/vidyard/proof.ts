import {systemClock} from '../../core/clock.ts'
import type {RenderedBody} from '../../core/delivery.ts'
import type {Payload} from '../../core/event.ts'
import {
  createProofFields,
  createProofHeaders,
  requireSecret,
  readSecretPlaces,
} from '../../core/signing/prove.ts'
import type {SecretPlace, SecretRecipe} from '../../core/signing/recipe.ts'
import type {ReceivedRequest, Verification} from '../../core/signing/verification.ts'
import {verifyProof} from '../../core/signing/verify.ts'
import type {WebhookOptions} from '../../core/webhook.ts'
import type {Assumption, Assumptions} from '../contract/assumptions.ts'
import type {Proving, SecretPlaces} from '../contract/proof.ts'
import type {Rendering} from '../contract/sending.ts'
import type {ProviderOption} from '../contract/webhooks.ts'
import {isJsonObject} from '../../core/payload/json-object.ts'

const PLACES = ['header', 'body'] as const
const DEFAULT_PLACE: SecretPlace = {in: 'header', name: 'x-vidyard-security-key'}

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
    default: DEFAULT_PLACE.name,
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

/**
 * How Vidyard proves a delivery: it sends the security key along, as it is. Where the key travels
 * is not documented; the vendor's sample bodies do not hold it, so a header is assumed.
 *
 * Source: https://developer.vidyard.com/ (apidoc, webhooks) and GitHub api-evangelist/vidyard
 * 2271e7c, asyncapi/vidyard-webhooks.yml, read 2026-11-21.
 */
function createRecipe(place: SecretPlace): SecretRecipe {
  return {kind: 'secret', name: 'security key', place, isPlaceAssumed: true}
}

/** A webhook's own option comes before what is assumed of all. */
export function getRecipe(assume: Assumptions, options: WebhookOptions = {}): SecretRecipe {
  const wanted = options[KEY_OPTION.name] ?? assume['securityKeyIn']
  return createRecipe(wanted === 'body' ? placeInBody(assume) : placeInHeader(assume))
}

export function render({event, webhook, assume}: Rendering): RenderedBody {
  const payload = shapePayload(event.payload, assume)
  const key = createProofFields(getRecipe(assume, webhook.options), webhook)
  return {body: JSON.stringify({...payload, ...key}), contentType: 'application/json'}
}

/** The player of a player event, beside the other fields where that is assumed. */
function shapePayload({player, ...others}: Payload, {playerBody}: Assumptions): Payload {
  if (player === undefined) return others
  return playerBody === 'flat' && isJsonObject(player)
    ? {...player, ...others}
    : {...others, player}
}

export function prove({webhook, body, assume}: Proving): Record<string, string> {
  return createProofHeaders(getRecipe(assume, webhook.options), {
    body,
    secrets: [requireSecret(webhook)],
  })
}

/** Both, as one webhook may differ from the others. */
export function listSecretPlaces(assume: Assumptions): SecretPlaces {
  return {
    ...readSecretPlaces(createRecipe(placeInHeader(assume))),
    ...readSecretPlaces(createRecipe(placeInBody(assume))),
  }
}

/** What a header cannot carry as it is. */
export function findSecretProblem(secret: string): string | undefined {
  if (secret.length > MAX_KEY_LENGTH) return `is longer than ${MAX_KEY_LENGTH} letters`
  if ([...secret].some((letter) => letter < ' ' || letter === '\u007F')) {
    return 'holds a control character'
  }
  return secret === secret.trim() && secret.isWellFormed()
    ? undefined
    : 'begins or ends with a space, or is no text'
}

const MAX_KEY_LENGTH = 1024

/** Wherever the key is: what is assumed of its place rules what is sent, and not what is taken. */
export function verify(request: ReceivedRequest, secret: string): Verification {
  return verifyProof(createRecipe(DEFAULT_PLACE), request, [secret], systemClock.now())
}

function placeInHeader(assume: Assumptions): SecretPlace {
  return {in: 'header', name: String(assume['securityKeyHeader']).toLowerCase()}
}

function placeInBody(assume: Assumptions): SecretPlace {
  return {in: 'body', name: String(assume['securityKeyField'])}
}
