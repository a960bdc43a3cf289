import type {Payload} from '../../core/event.ts'
import type {Provider} from '../../providers/provider.ts'
import type {ListView} from '../output/view.ts'

/** What `events --scenarios` answers of one. */
export type ScenarioSummary = {
  readonly name: string
  readonly provider: string
  readonly description: string
  /** Milliseconds from the first event to the last, as the vendor paces them. */
  readonly durationMs: number
  readonly steps: readonly {
    readonly event: string
    /** Since the step before it. */
    readonly afterMs: number
    readonly set?: Payload
  }[]
}

export function summarizeScenarios(providers: readonly Provider[]): ScenarioSummary[] {
  return providers.flatMap((provider) =>
    provider.events.scenarios.map(({name, description, steps}) => ({
      name,
      provider: provider.name,
      description,
      durationMs: steps.reduce((sum, {afterMs}) => sum + afterMs, 0),
      steps,
    })),
  )
}

export function scenariosView(scenarios: readonly ScenarioSummary[]): ListView<ScenarioSummary> {
  return {
    rows: scenarios,
    columns: [
      {name: 'scenario', value: ({name}) => name, isKept: true},
      {name: 'provider', value: ({provider}) => provider},
      {name: 'events', value: ({steps}) => steps.length},
      {name: 'seconds', value: ({durationMs}) => durationMs / 1000},
      {name: 'description', value: ({description}) => description},
    ],
    empty: 'No scenarios here; play one of your own with: hooks trigger --scenario-file FILE',
  }
}
