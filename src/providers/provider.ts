import type {Account, Scope} from './contract/account.ts'
import type {Assumption} from './contract/assumptions.ts'
import type {VendorClient} from './contract/client.ts'
import type {EventRules} from './contract/events.ts'
import type {ProofRules} from './contract/proof.ts'
import type {SendingRules} from './contract/sending.ts'
import type {WebhookRules} from './contract/webhooks.ts'

/**
 * Everything that distinguishes one platform from another. Nobody compares names: where platforms
 * differ, the difference is a field of one of these objects.
 */
export interface Provider {
  /** Unique among the providers, and the name of its folder. */
  readonly name: string
  /** The vendor's name, spelled as the vendor spells it. */
  readonly label: string
  /** What a webhook belongs to, such as a project; left out where it belongs to the account itself. */
  readonly scope?: Scope
  /** Where the vendor's API answers, and what it asks for to let somebody in. */
  readonly account: Account
  /** What a webhook may be. */
  readonly webhooks: WebhookRules
  /** What the platform sends. */
  readonly events: EventRules
  /** How it sends. */
  readonly sending: SendingRules
  /** How a receiver can tell that a delivery is genuine, and the secrets needed for that. */
  readonly proof: ProofRules
  /** What can be done through the vendor's own API. */
  readonly client: VendorClient
  /** What the vendor leaves open, as far as it changes what hooks does. */
  readonly assumptions: readonly Assumption[]
}
