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
  /** Its name; absent for a single event. */
  readonly scenario?: string
  /** Whether a person changed the payload. */
  readonly changed: boolean
  readonly steps: readonly PlannedStep[]
}

export type PlanContext = PayloadContext & {
  readonly flags: PlanFlags
  readonly providers: readonly Provider[]
}

/** @throws HooksError usage */
export async function planTrigger(event: string | undefined, context: PlanContext): Promise<Plan> {
  const {flags, providers} = context
  const hasScenario = flags.scenario !== undefined || flags['scenario-file'] !== undefined
  if (hasScenario && event !== undefined) {
    throw new HooksError('usage', 'an event and a scenario were named', {hint: 'name one of them'})
  }
  if (hasScenario) return planPlay(context)
  if (event === undefined) {
    throw new HooksError('usage', 'no event was named', {
      hint: 'see them with: hooks events; or name a --scenario',
    })
  }
  const known = findEvent(event, providers)
  const payload = await makePayload(known.type, flags, context)
  if (!flags.force) await checkPayload(known.type, payload)
  const changed = flags.from !== undefined || flags.set.length > 0 || flags.edit
  return {changed, steps: [{event: known, payload, waitMs: 0}]}
}

async function planPlay({flags, providers, world, scope}: PlanContext): Promise<Plan> {
  const {speed, force} = flags
  const play = await findPlay({flags, providers, world})
  const steps = await planScenario(play, {now: world.now(), scope, speed, force})
  return {scenario: play.name, changed: false, steps}
}

async function findPlay({flags, providers, world}: PlanContext): Promise<Play> {
  const {scenario, 'scenario-file': file = '-'} = flags
  if (scenario !== undefined) return findScenario(scenario, providers)
  const {parseScenario} = await import('./scenario-file.ts')
  const text = await readInput(file, world)
  return parseScenario({
    file: file === '-' ? 'stdin' : file,
    text,
    findEvent(name, provider) {
      if (provider === undefined) return findEvent(name, providers)
      return findEvent(name, providersNamed(provider, providers))
    },
  })
}

function providersNamed(name: string, providers: readonly Provider[]): readonly Provider[] {
  const named = providers.filter((provider) => provider.name === name)
  if (named.length > 0) return named
  throw new HooksError('usage', `unknown provider ${JSON.stringify(name)}`, {
    hint: `one of ${providers.map((provider) => provider.name).join(', ')}`,
  })
}
