import {defined} from '../../core/defined.ts'
import {describeRecipe} from '../../core/signing/describe.ts'
import type {Provider} from '../../providers/provider.ts'
import {type Assumption, completeAssumptions} from '../../providers/contract/assumptions.ts'
import type {ProviderOption} from '../../providers/contract/webhooks.ts'
import type {Environment} from '../../providers/contract/account.ts'
import type {Limitation, Verb} from '../../providers/contract/client.ts'
import {findAbility, VERBS, type Ability} from '../../actions/target/capabilities.ts'
import type {RecordView, Column} from '../output/view.ts'

/** What the vendor's own API can do, or why it cannot and what hooks does instead. */
export type AbilityReport = {readonly can: Ability} & Partial<Limitation>

/** One row of the capability matrix. */
export type ProviderSummary = {
  readonly name: string
  /** The vendor's name as the vendor writes it. */
  readonly label: string
  /** Whether the vendor has an API for webhooks. */
  readonly api: boolean
  readonly capabilities: Readonly<Record<Verb, AbilityReport>>
}

/** The output of `providers NAME`. */
export type ProviderDetail = ProviderSummary & {
  /** What a webhook belongs to at this vendor. */
  readonly scope?: string
  readonly kinds?: readonly string[]
  readonly maxWebhooks?: number
  readonly filtersEvents: boolean
  readonly events: readonly string[]
  readonly scenarios: readonly string[]
  readonly environments: readonly Environment[]
  /** The environment variable of each credential; never its value. */
  readonly credentials: readonly {readonly name: string; label: string; env: string}[]
  readonly options: readonly ProviderOption[]
  /** How deliveries are authenticated under the default assumptions: descriptions by topic. */
  readonly proof: Readonly<Record<string, string>>
  readonly retries: {
    /** Milliseconds between consecutive attempts. */
    readonly delaysMs: readonly number[]
    readonly jitter: number
    readonly honoursRetryAfter: boolean
  }
  readonly assumptions: readonly Omit<Assumption, 'pattern'>[]
}

const TONES = {yes: 'good', partly: 'waiting', no: 'waiting'} as const

export const PROVIDER_COLUMNS: readonly Column<ProviderSummary>[] = [
  {name: 'provider', value: ({name}) => name, isKept: true},
  ...VERBS.map((verb): Column<ProviderSummary> => ({
    name: verb,
    value: ({capabilities}) => capabilities[verb].can,
    tone: ({capabilities}) => TONES[capabilities[verb].can],
  })),
]

export function summarizeProvider(provider: Provider): ProviderSummary {
  const {name, label, account} = provider
  const reports = VERBS.map((verb) => [verb, reportAbility(provider, verb)] as const)
  // `reports` has an entry for every verb.
  const capabilities = Object.fromEntries(reports) as Record<Verb, AbilityReport>
  return {name, label, api: account.environments.length > 0, capabilities}
}

export function describeProvider(provider: Provider): ProviderDetail {
  const {scope, account, webhooks, events, proof, assumptions} = provider
  const {kinds, maxPerScope: maxWebhooks, options} = webhooks
  const {delaysMs, jitter, honoursRetryAfter} = provider.sending.retryPolicy
  return {
    ...summarizeProvider(provider),
    ...defined({scope: scope?.label, kinds, maxWebhooks}),
    filtersEvents: events.canFilter,
    events: events.types.map(({name}) => name),
    scenarios: events.scenarios.map(({name}) => name),
    environments: account.environments,
    credentials: account.credentials.map(({name, label, env}) => ({name, label, env})),
    options,
    proof: Object.fromEntries(describeRecipe(proof.getRecipe(completeAssumptions(provider, {})))),
    retries: {delaysMs, jitter, honoursRetryAfter},
    assumptions: assumptions.map(omitPattern),
  }
}

/** One line per limitation of a vendor: why, and what hooks does instead. */
export function listLimitationNotes(providers: readonly ProviderSummary[]): string[] {
  return providers.flatMap(({name, capabilities}) => {
    const verbsByText = new Map<string, Verb[]>()
    for (const verb of VERBS) {
      const {can, reason = '', instead = ''} = capabilities[verb]
      if (can === 'yes') continue
      const words = `${reason} ${instead}`.trim()
      verbsByText.set(words, [...(verbsByText.get(words) ?? []), verb])
    }
    return [...verbsByText].map(([words, verbs]) => `${name} ${verbs.join(', ')}: ${words}`)
  })
}

export function toProviderView(detail: ProviderDetail): RecordView {
  const {maxWebhooks, kinds} = detail
  return {
    fields: [
      ['name', detail.name],
      ['label', detail.label],
      ['api', detail.api ? 'yes' : 'no'],
      ...detail.environments.map(({profile, baseUrl}) => [`profile ${profile}`, baseUrl] as const),
      ['scope', detail.scope],
      ['kinds', kinds?.join(', ')],
      ['webhooks', maxWebhooks === undefined ? undefined : `${maxWebhooks} at most`],
      ['events', `${detail.events.length}${detail.filtersEvents ? '' : ', always all of them'}`],
      ['scenarios', detail.scenarios.join(', ') || undefined],
      ...detail.credentials.map(({label, env}) => [`credential ${env}`, label] as const),
      ...detail.options.map(
        ({name, type, description}) => [`option ${name}`, `${type}: ${description}`] as const,
      ),
      ...Object.entries(detail.proof).map(([name, words]) => [`proof ${name}`, words] as const),
      ['retries', formatRetries(detail)],
      ...VERBS.map((verb) => [verb, formatAbility(detail.capabilities[verb])] as const),
      ...detail.assumptions.map(
        (each) => [`assume ${detail.name}.${each.name}`, formatAssumption(each)] as const,
      ),
    ],
  }
}

function reportAbility(provider: Provider, verb: Verb): AbilityReport {
  const capability = provider.client.capabilities[verb]
  return {can: findAbility(provider, verb), ...(capability === 'yes' ? {} : capability)}
}

function formatAbility({can, kinds = [], reason = '', instead = ''}: AbilityReport): string {
  const which = can === 'partly' ? `partly (not ${kinds.join(', ')})` : can
  return can === 'yes' ? which : `${which}: ${reason} ${instead}`.trim()
}

function formatRetries({retries: {delaysMs, jitter, honoursRetryAfter}}: ProviderDetail): string {
  if (delaysMs.length === 0) return 'none'
  const spread = jitter === 0 ? '' : `, ±${Math.round(jitter * 100)}%`
  const override = honoursRetryAfter ? ', or as requested by Retry-After' : ''
  return `after ${delaysMs.map(formatDelay).join(', ')}${spread}${override}`
}

/** Omits the pattern, which JSON cannot represent. */
function omitPattern({name, description, default: usual, choices, example}: Assumption) {
  return {
    name,
    description,
    default: usual,
    ...defined({choices, example}),
  }
}

function formatAssumption({
  description,
  default: usual,
  choices,
  example,
}: Omit<Assumption, 'pattern'>): string {
  const form = example === undefined ? '' : ` (or for example ${example})`
  const others = choices === undefined ? form : ` (${choices.join(', ')})`
  return `${String(usual)}${others}: ${description}`
}

/** `5s`, `5m`, `2h`. */
function formatDelay(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`
  return ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`
}
