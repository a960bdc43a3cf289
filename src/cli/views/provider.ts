import {defined} from '../../core/defined.ts'
import {describeRecipe} from '../../core/signing/describe.ts'
import type {Provider} from '../../providers/provider.ts'
import {type Assumption, assumptionsOf} from '../../providers/contract/assumptions.ts'
import type {ProviderOption} from '../../providers/contract/webhooks.ts'
import type {Environment} from '../../providers/contract/account.ts'
import type {Limitation, Verb} from '../../providers/contract/client.ts'
import {abilityOf, VERBS, type Ability} from '../../actions/target/capabilities.ts'
import type {RecordView, Column} from '../output/view.ts'

/** What the vendor's own API can do; where it cannot, why, and what hooks does instead. */
export type AbilityReport = {readonly can: Ability} & Partial<Limitation>

/** One row of the capability matrix. */
export type ProviderSummary = {
  readonly name: string
  /** As the vendor writes its name. */
  readonly label: string
  /** Whether the vendor has an API for webhooks. */
  readonly api: boolean
  readonly capabilities: Readonly<Record<Verb, AbilityReport>>
}

/** What `providers NAME` adds. */
export type ProviderDetail = ProviderSummary & {
  /** What a webhook belongs to there. */
  readonly scope?: string
  readonly kinds?: readonly string[]
  readonly maxWebhooks?: number
  readonly filtersEvents: boolean
  readonly events: readonly string[]
  readonly scenarios: readonly string[]
  readonly environments: readonly Environment[]
  /** The variable that sets each; never a value. */
  readonly credentials: readonly {readonly name: string; label: string; env: string}[]
  readonly options: readonly ProviderOption[]
  /** How its deliveries are proven where nothing else is assumed, in words by what they are about. */
  readonly proof: Readonly<Record<string, string>>
  readonly retries: {
    /** Milliseconds between one attempt and the next. */
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
  const reports = VERBS.map((verb) => [verb, report(provider, verb)] as const)
  // Every verb has its entry.
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
    proof: Object.fromEntries(describeRecipe(proof.recipe(assumptionsOf(provider, {})))),
    retries: {delaysMs, jitter, honoursRetryAfter},
    assumptions: assumptions.map(toView),
  }
}

/** One line for each thing that a vendor cannot do: why, and what hooks does instead. */
export function limitationNotes(providers: readonly ProviderSummary[]): string[] {
  return providers.flatMap(({name, capabilities}) => {
    const told = new Map<string, Verb[]>()
    for (const verb of VERBS) {
      const {can, reason = '', instead = ''} = capabilities[verb]
      if (can === 'yes') continue
      const words = `${reason} ${instead}`.trim()
      told.set(words, [...(told.get(words) ?? []), verb])
    }
    return [...told].map(([words, verbs]) => `${name} ${verbs.join(', ')}: ${words}`)
  })
}

export function providerFields(detail: ProviderDetail): RecordView {
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
      ['retries', retriesOf(detail)],
      ...VERBS.map((verb) => [verb, abilityText(detail.capabilities[verb])] as const),
      ...detail.assumptions.map(
        (each) => [`assume ${detail.name}.${each.name}`, assumptionText(each)] as const,
      ),
    ],
  }
}

function report(provider: Provider, verb: Verb): AbilityReport {
  const capability = provider.client.capabilities[verb]
  return {can: abilityOf(provider, verb), ...(capability === 'yes' ? {} : capability)}
}

function abilityText({can, kinds = [], reason = '', instead = ''}: AbilityReport): string {
  const which = can === 'partly' ? `partly (not ${kinds.join(', ')})` : can
  return can === 'yes' ? which : `${which}: ${reason} ${instead}`.trim()
}

function retriesOf({retries: {delaysMs, jitter, honoursRetryAfter}}: ProviderDetail): string {
  if (delaysMs.length === 0) return 'none'
  const chance = jitter === 0 ? '' : `, give or take ${Math.round(jitter * 100)} %`
  const asked = honoursRetryAfter ? ', or as Retry-After says' : ''
  return `after ${delaysMs.map(spoken).join(', ')}${chance}${asked}`
}

/** Without its pattern, which JSON cannot show. */
function toView({name, description, default: usual, choices, example}: Assumption) {
  return {
    name,
    description,
    default: usual,
    ...defined({choices, example}),
  }
}

function assumptionText({
  description,
  default: usual,
  choices,
  example,
}: Omit<Assumption, 'pattern'>): string {
  const form = example === undefined ? '' : ` (or like ${example})`
  const others = choices === undefined ? form : ` (${choices.join(', ')})`
  return `${String(usual)}${others}: ${description}`
}

/** `5s`, `5m`, `2h`. */
function spoken(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`
  return ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`
}
