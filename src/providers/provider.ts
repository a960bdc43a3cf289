import type {Account, Scope} from './contract/account.ts'
import type {Assumption} from './contract/assumptions.ts'
import type {VendorClient} from './contract/client.ts'
import type {EventRules} from './contract/events.ts'
import type {ProofRules} from './contract/proof.ts'
import type {SendingRules} from './contract/sending.ts'
import type {WebhookRules} from './contract/webhooks.ts'

/**
 * Everything that distinguishes one platform from another. No code compares the names of providers:
 * each difference between platforms is a field of one of these objects.
 */
export interface Provider {
  /** Unique among the providers, and the name of its folder. */
  readonly name: string
  /** The vendor's name, spelled as the vendor spells it. */
  readonly label: string
  /** What a webhook belongs to, such as a project; left out if it belongs to the account itself. */
  readonly scope?: Scope
  /** The addresses of the vendor's API, and the credentials it requires. */
  readonly account: Account
  /** The vendor's rules for webhooks. */
  readonly webhooks: WebhookRules
  /** Which events the platform sends. */
  readonly events: EventRules
  /** How the platform sends them. */
  readonly sending: SendingRules
  /** How a receiver can tell that a delivery is genuine, and the secrets needed for that. */
  readonly proof: ProofRules
  /** The vendor's own API, and what it can do. */
  readonly client: VendorClient
  /** What the vendor does not document, if it changes what hooks does. */
  readonly assumptions: readonly Assumption[]
}
