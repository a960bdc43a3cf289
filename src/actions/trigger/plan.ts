import {HooksError} from '../../core/errors.ts'
import type {Provider} from '../../providers/provider.ts'
import {findEvent} from '../target/catalogue.ts'
import {checkPayload, makePayload, type PayloadContext, type PayloadFlags} from './payload.ts'
import {readInput} from '../../context/read-input.ts'
import {findScenario, type PlannedStep, planScenario, type Play, type Speed} from './scenario.ts'

export type PlanFlags = PayloadFlags & {
  readonly scenario: string | undefined
  readonly 'scenario-file': string | undefined
  readonly force: boolean
  readonly speed: Speed
}

/** What one run of `trigger` sends, all of it checked before the first is sent. */
export type Plan = {
  /** The name of the scenario; absent for a single event. */
  readonly scenario?: string
  /** Whether the user changed the payload. */
  readonly changed: boolean
  readonly steps: readonly PlannedStep[]
}

export type TriggerInput = PayloadContext & {
  readonly flags: PlanFlags
  readonly providers: readonly Provider[]
}

/** @throws HooksError usage */
export async function planTrigger(event: string | undefined, input: TriggerInput): Promise<Plan> {
  const {flags, providers} = input
  const hasScenario = flags.scenario !== undefined || flags['scenario-file'] !== undefined
  if (hasScenario && event !== undefined) {
    throw new HooksError('usage', 'an event and a scenario were given', {
      hint: 'give only one of them',
    })
  }
  if (hasScenario) return planPlay(input)
  if (event === undefined) {
    throw new HooksError('usage', 'no event given', {
      hint: 'list events with: hooks events; or use --scenario',
    })
  }
  const known = findEvent(event, providers)
  const payload = await makePayload(known.type, flags, input)
  if (!flags.force) await checkPayload(known.type, payload)
  const changed = flags.from !== undefined || flags.set.length > 0 || flags.edit
  return {changed, steps: [{event: known, payload, waitMs: 0}]}
}

async function planPlay({flags, providers, context, scope}: TriggerInput): Promise<Plan> {
  const {speed, force} = flags
  const play = await findPlay({flags, providers, context})
  const steps = await planScenario(play, {now: context.now(), scope, speed, force})
  return {scenario: play.name, changed: false, steps}
}

async function findPlay({flags, providers, context}: TriggerInput): Promise<Play> {
  const {scenario, 'scenario-file': file = '-'} = flags
  if (scenario !== undefined) return findScenario(scenario, providers)
  const {parseScenario} = await import('./scenario-file.ts')
  const text = await readInput(file, context)
  return parseScenario({
    file: file === '-' ? 'stdin' : file,
    text,
    findEvent(name, provider) {
      if (provider === undefined) return findEvent(name, providers)
      return findEvent(name, selectProviders(provider, providers))
    },
  })
}

function selectProviders(name: string, providers: readonly Provider[]): readonly Provider[] {
  const named = providers.filter((provider) => provider.name === name)
  if (named.length > 0) return named
  throw new HooksError('usage', `unknown provider ${JSON.stringify(name)}`, {
    hint: `use one of ${providers.map((provider) => provider.name).join(', ')}`,
  })
}
