import type {TSchema} from 'typebox'
import type {RenderedBody, RetryPolicy} from '../core/delivery.ts'
import type {Event, Payload} from '../core/event.ts'
import type {Network} from '../core/network.ts'
import type {Recipe} from '../core/signing/recipe.ts'
import type {Webhook, WebhookApi, WebhookOptions} from '../core/webhook.ts'

/** What the CLI can ask of a target; the rows of the capability matrix. */
export type Verb = 'create' | 'list' | 'get' | 'update' | 'delete' | 'enable' | 'test' | 'secret'

/** `yes`, or the reason it cannot and what hooks does instead, as one sentence each. */
export type Capability = 'yes' | Limitation

export type Limitation = {
  readonly reason: string
  readonly instead?: string
  /** The kinds of webhook it is true of; of all when left out. */
  readonly kinds?: readonly string[]
  /** Instead of the vendor's answer, hooks shows what this machine created. */
  readonly recorded?: true
}

/** A place where the vendor's API answers; each becomes a built-in profile. */
export type Environment = {
  readonly profile: string
  readonly label: string
  /** No trailing slash. */
  readonly baseUrl: string
}

export type Credential = {
  /** Key in `Credentials` and in the configuration file. */
  readonly name: string
  readonly label: string
  /** The variable that sets it, `HOOKS_…`. */
  readonly env: string
  /** A user name is not secret: it is shown and asked for in the open. */
  readonly secret: boolean
}

export type Credentials = Readonly<Record<string, string>>

/** How the vendor names what webhooks belong to. */
export type ScopeForm = {
  readonly pattern: RegExp
  /** In words that follow "is not". */
  readonly words: string
  readonly example: string
}

/** What only this provider knows about a webhook: `--option name=value`. */
export type ProviderOption = {
  readonly name: string
  readonly description: string
  readonly type: 'string' | 'boolean' | 'number' | 'object'
  /** Every value it may take, where they can be listed. */
  readonly choices?: readonly string[]
  /** Only for webhooks of this kind. */
  readonly kind?: string
  /** Never shown again after it was set. */
  readonly secret?: boolean
}

export type EventType = {
  readonly name: string
  /** Which kind of webhook carries it, where the provider has several. */
  readonly kind?: string
  /** One sentence: when the vendor sends it. */
  readonly description: string
  /** Of the payload. A property that is new for each event carries the keyword `fresh`. */
  readonly schema: TSchema
  readonly sample: Payload
  /** The vendor sends it when asked to test: what `WebhookApi.test` makes it send. */
  readonly sentOnDemand?: boolean
}

/** One act at the vendor and the events it sends, in order. */
export type Scenario = {
  readonly name: string
  readonly description: string
  readonly steps: readonly ScenarioStep[]
}

export type ScenarioStep = {
  readonly event: string
  /** Milliseconds since the step before it. */
  readonly afterMs: number
  /** Fields that differ from the sample. `{{1.videoId}}` takes a field of the first step's payload. */
  readonly set?: Payload
}

/**
 * Something the vendor does not document and hooks had to choose: a default with a name.
 * `hooks serve --assume PROVIDER.NAME=VALUE` changes it for a server.
 */
export type Assumption = {
  /** camelCase, with the unit where there is one: `clockWindowSeconds`. */
  readonly name: string
  /** What is assumed, and why this default. */
  readonly description: string
  readonly default: AssumptionValue
  /** Every value it may take, where they can be listed. */
  readonly choices?: readonly string[]
  /** What a text must match, where the values cannot be listed. */
  readonly pattern?: RegExp
  /** A value that does; the default where left out. */
  readonly example?: string
}

/** The type of the default is the type of the values. */
export type AssumptionValue = string | number | boolean

/** A provider's assumptions in force on a server, defaults included. */
export type Assumptions = Readonly<Record<string, AssumptionValue>>

/** What a provider is told when a delivery is made. `webhook` has its secrets whole. */
export type Rendering = {
  readonly event: Event
  readonly webhook: Webhook
  readonly assume: Assumptions
}

/** What a provider is told before an attempt. `webhook` has its secrets whole. */
export type Proving = {
  readonly webhook: Webhook
  readonly body: string
  readonly assume: Assumptions
}

/** What a provider is told to find where a webhook's deliveries go. */
export type Targeting = {
  readonly webhook: Webhook
  readonly assume: Assumptions
  /** Whether the server listens on loopback only. */
  readonly loopbackOnly: boolean
}

/** Where a delivery carries a secret as it is; a person is shown it masked. */
export type SecretPlaces = {
  /** Fields on the top level of a JSON body. */
  readonly bodyFields?: readonly string[]
  /** Names in lower case. */
  readonly headers?: readonly string[]
}

/** A request as a receiver got it. */
export type ReceivedRequest = {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

/** `none`: the provider proves nothing that could be checked. */
export type Verification =
  | {readonly result: 'valid'}
  | {readonly result: 'invalid'; readonly reason: string}
  | {readonly result: 'none'}

/**
 * A provider's assumptions with their defaults replaced by what was given for it.
 * `given` holds `provider.name` keys of every provider.
 */
export function assumptionsOf(provider: Provider, given: Assumptions): Assumptions {
  return Object.fromEntries(
    provider.assumptions.map(({name, default: usual}) => [
      name,
      given[`${provider.name}.${name}`] ?? usual,
    ]),
  )
}

export type ConnectOptions = {
  readonly credentials: Credentials
  readonly baseUrl: string
  readonly scope?: string
  /** Upper bound for one request; milliseconds. */
  readonly timeoutMs?: number
  /** Proxy, authorities and how long to sit out a rate limit. */
  readonly network?: Network | undefined
}

/** Everything that tells one platform from another. A difference between platforms is a field here. */
export interface Provider {
  readonly name: string
  /** As the vendor writes its name. */
  readonly label: string
  /** What a webhook belongs to there; absent where an account holds them all. */
  readonly scope?: {readonly label: string; readonly form?: ScopeForm}
  readonly kinds?: readonly string[]
  /** Empty where the vendor has no API for webhooks. The first is the default. */
  readonly environments: readonly Environment[]
  readonly credentials: readonly Credential[]
  readonly options: readonly ProviderOption[]
  readonly eventTypes: readonly EventType[]
  /** The types are its user's own: any well-formed name is one, and a server keeps what is registered of them. */
  readonly ownEventTypes?: boolean
  readonly scenarios: readonly Scenario[]
  /** Whether a webhook names the event types it wants; otherwise it gets all of them. */
  readonly filtersEvents: boolean
  /** Webhooks that one scope may hold. */
  readonly maxWebhooks?: number
  /** What the vendor's real API can do. */
  readonly capabilities: Readonly<Record<Verb, Capability>>
  readonly retryPolicy: RetryPolicy
  /** The policy in force with what is assumed besides its schedule. */
  adjustRetries?(policy: RetryPolicy, assume: Assumptions): RetryPolicy
  /** What the vendor leaves open, as far as it changes what hooks does. */
  readonly assumptions: readonly Assumption[]
  /** Whether the vendor numbers its webhooks: `vendorId` is then a whole number, as text. */
  readonly numbersWebhooks?: boolean
  /** Makes an id as the vendor makes them; absent where hooks' own `wh_…` is the id. */
  newWebhookId?(): string
  /** Makes a secret as the vendor makes them; absent where the vendor has none. */
  newSecret?(): string
  /** What is wrong with a secret that was given, in words that follow it. */
  secretProblem?(secret: string): string | undefined
  /**
   * Makes the Standard Webhooks secret of a webhook, or takes the one given, where this provider's
   * options have a say in it; it has no other secret then. `whsec_…` when left out.
   *
   * @throws HooksError usage, when the one given does not fit
   */
  newSigningSecret?(wanted: {
    readonly options: WebhookOptions
    readonly given?: string | undefined
  }): string
  /** What is wrong with a URL as the vendor takes them; the rules of http(s) URLs when left out. */
  urlProblem?(url: string): string | undefined
  /** A URL as the vendor takes them; a whole one when left out. */
  readonly urlExample?: string
  /** The address to post to; the webhook's URL as it is when left out. */
  targetUrl?(targeting: Targeting): string
  /** POST when left out. */
  method?(assume: Assumptions): 'POST' | 'PUT'
  /** The exact bytes of one delivery, as text. */
  render(rendering: Rendering): RenderedBody
  /** How the vendor proves its deliveries; what `prove` makes and `verify` checks. */
  recipe(assume: Assumptions): Recipe
  /** The vendor's own headers on one attempt, names in lower case. */
  prove(proving: Proving): Readonly<Record<string, string>>
  /** Where its deliveries hold secrets themselves and not only what is made with them. */
  secretPlaces?(assume: Assumptions): SecretPlaces
  /** What is wrong with options whose types are right, in words that follow "options". */
  optionsProblem?(options: WebhookOptions): string | undefined
  /** Whether a received request proves that it comes from who holds `secret`. */
  verify(request: ReceivedRequest, secret: string): Verification
  /** The vendor's API; absent where there is none. */
  connect?(options: ConnectOptions): WebhookApi
}
