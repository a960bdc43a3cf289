import type {WebhookOptions} from '../../core/webhook.ts'

/** What a webhook of this provider may be. The checks that follow from it are in `rules/`. */
export type WebhookRules = {
  /** The kinds of webhook, where there are several; each event type belongs to one of them. */
  readonly kinds?: readonly string[]
  /** How many webhooks one scope may hold; any number when left out. */
  readonly maxPerScope?: number
  readonly options: readonly ProviderOption[]
  /** What is wrong with options whose types are right, in words that follow "options". */
  findOptionsProblem?(options: WebhookOptions): string | undefined
  /** What is wrong with a URL by the vendor's rules; those for http(s) URLs apply when left out. */
  findUrlProblem?(url: string): string | undefined
  /** A URL that the vendor takes; an https URL when left out. */
  readonly urlExample?: string
  /** Makes an id like the vendor's; left out where hooks' own `wh_…` is the id. */
  createId?(): string
  /** Whether the vendor numbers its webhooks: `vendorId` is then a whole number, as text. */
  readonly areNumbered?: boolean
}

/** A setting of a webhook that only this provider has: `--option name=value`. */
export type ProviderOption = {
  readonly name: string
  readonly description: string
  readonly type: 'string' | 'boolean' | 'number' | 'object'
  /** Every value it may take, where they can be listed. */
  readonly choices?: readonly string[]
  /** The one kind of webhook that has it; all of them when left out. */
  readonly kind?: string
  /** Never shown again once it was set. */
  readonly secret?: boolean
}
