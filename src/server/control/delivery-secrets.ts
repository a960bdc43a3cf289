import type {WireDeliveryDetail} from '../../wire/deliveries.ts'
import {maskSecret} from '../../core/webhook.ts'
import type {SecretPlaces} from '../../providers/contract/proof.ts'
import {tryParseJson, isJsonObject} from '../../core/payload/json-object.ts'

/**
 * A delivery that is safe to show. Attempts are stored without secrets, so only the body needs
 * masking.
 */
export function omitDeliverySecrets(
  detail: WireDeliveryDetail,
  {bodyFields = []}: SecretPlaces,
): WireDeliveryDetail {
  return {...detail, body: maskFields(detail.body, bodyFields)}
}

/**
 * The body with these top-level fields masked. Bodies are written by `JSON.stringify`, so parsing
 * and writing them again changes nothing else.
 */
function maskFields(body: string, names: readonly string[]): string {
  if (names.length === 0) return body
  const fields = tryParseJson(body)
  if (!isJsonObject(fields)) return body
  const masked = Object.entries(fields).map(([name, value]) => [
    name,
    names.includes(name) && typeof value === 'string' ? maskSecret(value) : value,
  ])
  return JSON.stringify(Object.fromEntries(masked))
}
