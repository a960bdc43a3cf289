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
      'Where deliveries carry the security key. The sample bodies lack it, so a header is assumed.',
    default: 'header',
    choices: PLACES,
  },
  {
    name: 'securityKeyHeader',
    description: 'The header that carries the security key.',
    default: DEFAULT_PLACE.name,
    // Not a header that describes the message or the connection, nor one that hooks itself sends.
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
  description: 'Where deliveries to this webhook carry the security key: header or body.',
  type: 'string',
  choices: PLACES,
}

/**
 * How Vidyard proves a delivery: it sends the security key itself with it. Where the key is sent is
 * not documented; the vendor's sample bodies do not contain it, so a header is assumed.
 *
 * Source: https://developer.vidyard.com/ (apidoc, webhooks) and GitHub api-evangelist/vidyard
 * 2271e7c, asyncapi/vidyard-webhooks.yml, read 2026-11-21.
 */
function createRecipe(place: SecretPlace): SecretRecipe {
  return {kind: 'secret', name: 'security key', place, isPlaceAssumed: true}
}

/** A webhook's own option takes precedence over the assumption. */
export function getRecipe(assume: Assumptions, options: WebhookOptions = {}): SecretRecipe {
  const wanted = options[KEY_OPTION.name] ?? assume['securityKeyIn']
  return createRecipe(wanted === 'body' ? placeInBody(assume) : placeInHeader(assume))
}

export function render({event, webhook, assume}: Rendering): RenderedBody {
  const payload = shapePayload(event.payload, assume)
  const key = createProofFields(getRecipe(assume, webhook.options), webhook)
  return {body: JSON.stringify({...payload, ...key}), contentType: 'application/json'}
}

/** With `playerBody` flat, moves the fields of the player next to the other fields. */
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

/** Both places, because the option of a webhook may differ from the assumption. */
export function listSecretPlaces(assume: Assumptions): SecretPlaces {
  return {
    ...readSecretPlaces(createRecipe(placeInHeader(assume))),
    ...readSecretPlaces(createRecipe(placeInBody(assume))),
  }
}

/** Why a header cannot carry this secret unchanged, in words that follow "the secret". */
export function findSecretProblem(secret: string): string | undefined {
  if (secret.length > MAX_KEY_LENGTH) return `is longer than ${MAX_KEY_LENGTH} characters`
  if ([...secret].some((character) => character < ' ' || character === '\u007F')) {
    return 'contains a control character'
  }
  return secret === secret.trim() && secret.isWellFormed()
    ? undefined
    : 'begins or ends with a space, or is not valid Unicode'
}

const MAX_KEY_LENGTH = 1024

/** Accepts the key in any place: the assumptions apply to what is sent, not to what is received. */
export function verify(request: ReceivedRequest, secret: string): Verification {
  return verifyProof(createRecipe(DEFAULT_PLACE), request, [secret], systemClock.now())
}

function placeInHeader(assume: Assumptions): SecretPlace {
  return {in: 'header', name: String(assume['securityKeyHeader']).toLowerCase()}
}

function placeInBody(assume: Assumptions): SecretPlace {
  return {in: 'body', name: String(assume['securityKeyField'])}
}
