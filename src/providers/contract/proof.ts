import type {Recipe} from '../../core/signing/recipe.ts'
import type {ReceivedRequest, Verification} from '../../core/signing/verification.ts'
import type {Webhook, WebhookOptions} from '../../core/webhook.ts'
import type {Assumptions} from './assumptions.ts'

/** How a receiver can tell that a delivery is genuine, and the secrets needed for that. */
export type ProofRules = {
  /** How the vendor proves its deliveries: what `prove` adds and `verify` checks. */
  getRecipe(assume: Assumptions): Recipe
  /** The vendor's own headers for one attempt; names in lower case. */
  prove(proving: Proving): Readonly<Record<string, string>>
  /** Whether a received request proves that its sender knows `secret`. */
  verify(request: ReceivedRequest, secret: string): Verification
  /** Where deliveries contain a secret itself, not only a value computed from it. */
  listSecretPlaces?(assume: Assumptions): SecretPlaces
  /** Generates a secret like the vendor's; left out if the vendor has none. */
  createSecret?(): string
  /** Why a secret chosen by the user is invalid, in words that follow "the secret". */
  findSecretProblem?(secret: string): string | undefined
  /**
   * Returns the given Standard Webhooks secret of a webhook, or generates one. Only for a provider
   * that has no other secret and whose options decide what kind of key it is; for all others, the
   * signing secret is `whsec_…`.
   *
   * @throws HooksError usage, if the given one does not match the options
   */
  createSigningSecret?(wanted: {
    readonly options: WebhookOptions
    readonly given?: string | undefined
  }): string
}

/** What a provider needs to prove an attempt. The secrets of `webhook` are not masked. */
export type Proving = {
  readonly webhook: Webhook
  /** Exactly as it will be sent. */
  readonly body: string
  readonly assume: Assumptions
}

/** Where a delivery contains a secret in plain text; users see it masked. */
export type SecretPlaces = {
  /** Top-level fields of a JSON body. */
  readonly bodyFields?: readonly string[]
  /** Names in lower case. */
  readonly headers?: readonly string[]
}
