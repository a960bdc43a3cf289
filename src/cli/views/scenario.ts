import type {Payload} from '../../core/event.ts'
import type {Provider} from '../../providers/provider.ts'
import type {ListView} from '../output/view.ts'

/** A scenario in the output of `events --scenarios`. */
export type ScenarioSummary = {
  readonly name: string
  readonly provider: string
  readonly description: string
  /** Milliseconds from the first event to the last, at the vendor's pace. */
  readonly durationMs: number
  readonly steps: readonly {
    readonly event: string
    /** Milliseconds since the previous step. */
    readonly afterMs: number
    readonly set?: Payload
  }[]
}

export function listScenarios(providers: readonly Provider[]): ScenarioSummary[] {
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

export function toScenariosView(scenarios: readonly ScenarioSummary[]): ListView<ScenarioSummary> {
  return {
    rows: scenarios,
    columns: [
      {name: 'scenario', value: ({name}) => name, isKept: true},
      {name: 'provider', value: ({provider}) => provider},
      {name: 'events', value: ({steps}) => steps.length},
      {name: 'seconds', value: ({durationMs}) => durationMs / 1000},
      {name: 'description', value: ({description}) => description},
    ],
    empty: 'No scenarios found. Play your own with: hooks trigger --scenario-file FILE',
  }
}
