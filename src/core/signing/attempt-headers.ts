import type {KeyReader} from './keys.ts'
import {createStandardHeaders} from './standard-webhooks.ts'

/** The name with which hooks sends requests to receivers; a server adds its version. */
export const USER_AGENT = 'hooks'

export type AttemptParts = {
  /** Id of the event; the same in every attempt, so that receivers recognize repetitions. */
  readonly id: string
  /** Seconds since the epoch, whole. */
  readonly timestamp: number
  /** Exactly as it will be sent. */
  readonly body: string
  readonly contentType: string
  readonly userAgent: string
  /** The webhook's own additional headers. */
  readonly custom?: Readonly<Record<string, string>> | undefined
  /** The vendor's proof. */
  readonly proof: Readonly<Record<string, string>>
  /** Standard Webhooks signing secrets, the current one first; without any, that proof is left out. */
  readonly secrets: readonly string[]
}

/**
 * The headers of one attempt: the webhook's own, then the vendor's, then those of Standard Webhooks.
 * The later ones override the others. Pass the `get` of a `KeyRing` as `read` to sign many.
 *
 * @throws HooksError usage, for a secret that cannot sign
 */
export function createAttemptHeaders(
  parts: AttemptParts,
  read?: KeyReader,
): Record<string, string> {
  const {contentType, userAgent, custom, proof, ...signing} = parts
  return {
    ...custom,
    'content-type': contentType,
    'user-agent': userAgent,
    ...proof,
    ...(signing.secrets.length === 0 ? {} : createStandardHeaders(signing, read)),
  }
}
