import type {WireDeliveryDetail} from '../../wire/deliveries.ts'
import {maskSecret} from '../../core/webhook.ts'
import type {SecretPlaces} from '../../providers/contract/proof.ts'
import {isJsonObject} from '../../core/payload/json-object.ts'

/** A delivery as it may be shown: of its attempts nothing secret was kept, its body has to be whole. */
export function withoutSecrets(
  detail: WireDeliveryDetail,
  {bodyFields = []}: SecretPlaces,
): WireDeliveryDetail {
  return {...detail, body: maskFields(detail.body, bodyFields)}
}

/**
 * The body with these fields of its top level masked. Our bodies are made by `JSON.stringify`, so
 * that writing them again changes nothing else.
 */
function maskFields(body: string, names: readonly string[]): string {
  if (names.length === 0) return body
  const fields = parse(body)
  if (!isJsonObject(fields)) return body
  const masked = Object.entries(fields).map(([name, value]) => [
    name,
    names.includes(name) && typeof value === 'string' ? maskSecret(value) : value,
  ])
  return JSON.stringify(Object.fromEntries(masked))
}

/** Undefined when the body is gone, as it is once it was pruned. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
