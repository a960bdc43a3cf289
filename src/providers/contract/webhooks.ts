import type {WebhookOptions} from '../../core/webhook.ts'

/** The rules for webhooks of this provider. The code that checks them is in `rules/`. */
export type WebhookRules = {
  /** The kinds of webhook, if there are several; each event type belongs to one of them. */
  readonly kinds?: readonly string[]
  /** How many webhooks one scope may have; any number if left out. */
  readonly maxPerScope?: number
  readonly options: readonly ProviderOption[]
  /** Why options of the right types are invalid, in words that follow "options". */
  findOptionsProblem?(options: WebhookOptions): string | undefined
  /** Why the vendor does not allow a URL; if left out, the rules for http(s) URLs apply. */
  findUrlProblem?(url: string): string | undefined
  /** An example of a URL that the vendor accepts; an https URL if left out. */
  readonly urlExample?: string
  /** Generates an id like the vendor's; left out if hooks' own `wh_…` is the id. */
  createId?(): string
  /** Whether the vendor numbers its webhooks: `vendorId` is then a whole number, as a string. */
  readonly areNumbered?: boolean
}

/** A setting of a webhook that only this provider has: `--option name=value`. */
export type ProviderOption = {
  readonly name: string
  readonly description: string
  readonly type: 'string' | 'boolean' | 'number' | 'object'
  /** All allowed values, if they can be listed. */
  readonly choices?: readonly string[]
  /** The only kind of webhook that has it; all kinds have it if left out. */
  readonly kind?: string
  /** Whether its value is never shown again after it was set. */
  readonly secret?: boolean
}
