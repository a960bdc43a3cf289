import type {Recipe} from '../../core/signing/recipe.ts'
import type {ReceivedRequest, Verification} from '../../core/signing/verification.ts'
import type {Webhook, WebhookOptions} from '../../core/webhook.ts'
import type {Assumptions} from './assumptions.ts'

/** How a receiver can tell that a delivery is genuine, and the secrets needed for that. */
export type ProofRules = {
  /** How the vendor proves its deliveries; what `prove` makes and `verify` checks. */
  getRecipe(assume: Assumptions): Recipe
  /** The vendor's own headers on one attempt, names in lower case. */
  prove(proving: Proving): Readonly<Record<string, string>>
  /** Whether a received request proves that it comes from somebody who holds `secret`. */
  verify(request: ReceivedRequest, secret: string): Verification
  /** Where deliveries carry a secret itself, not only what is computed with it. */
  listSecretPlaces?(assume: Assumptions): SecretPlaces
  /** Makes a secret like the vendor's; left out where the vendor has none. */
  createSecret?(): string
  /** What is wrong with a secret that somebody chose, in words that follow "the secret". */
  findSecretProblem?(secret: string): string | undefined
  /**
   * Makes the Standard Webhooks secret of a webhook, or takes the one given. Only for a provider
   * that has no other secret, and whose options decide what kind of key this is; for all others
   * the signing secret is `whsec_…`.
   *
   * @throws HooksError usage, when the one given does not fit
   */
  createSigningSecret?(wanted: {
    readonly options: WebhookOptions
    readonly given?: string | undefined
  }): string
}

/** What a provider is told before an attempt. The secrets of `webhook` are not masked. */
export type Proving = {
  readonly webhook: Webhook
  /** Exactly as it will be sent. */
  readonly body: string
  readonly assume: Assumptions
}

/** Where a delivery carries a secret as it is; people see it masked. */
export type SecretPlaces = {
  /** Fields on the top level of a JSON body. */
  readonly bodyFields?: readonly string[]
  /** Names in lower case. */
  readonly headers?: readonly string[]
}
