import {HooksError} from '../../core/errors.ts'
import type {Payload} from '../../core/event.ts'
import {findNearest} from '../../core/nearest.ts'
import {type Circumstances, freshen} from '../../core/payload/fresh.ts'
import type {Provider} from '../../providers/provider.ts'
import type {Scenario} from '../../providers/contract/events.ts'
import {findEvent, type KnownEvent} from '../target/catalogue.ts'
import {checkPayload} from './payload.ts'
import {fillIn, parseReference, setFields} from '../../core/payload/template.ts'
import {findValueAt} from '../../core/payload/value-at.ts'

/** A scenario of a provider or from a file, with its events looked up. */
export type Play = {readonly name: string; readonly steps: readonly PlayStep[]}

export type PlayStep = {
  readonly event: KnownEvent
  /** Milliseconds since the step before it. */
  readonly afterMs: number
  /** Fields that differ from the sample. `{{1.videoId}}` inserts a field of the first step. */
  readonly set: Payload
  /** A name that later steps may use instead of its number. */
  readonly name?: string
  /** Where it is written: `file:line:column`. */
  readonly at?: string
}

/** An event to send, and how long to wait before it. */
export type PlannedStep = {
  readonly event: KnownEvent
  readonly payload: Payload
  readonly waitMs: number
}

/** The factor by which waits are shortened; `max` skips them. */
export type Speed = number | 'max'

export type Planning = Circumstances & {
  readonly speed: Speed
  /** Accept payloads that do not match their schemas. */
  readonly force: boolean
}

export type Playing<Result> = {
  send(step: PlannedStep, index: number): Promise<Result>
  /** Rejects when the signal fires. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

/**
 * @throws HooksError usage, suggesting the nearest scenario, or the providers that share the name
 */
export function findScenario(name: string, providers: readonly Provider[]): Play {
  const known = providers.flatMap((provider) =>
    provider.events.scenarios.map((scenario) => ({provider, scenario})),
  )
  const [first, second] = known.filter(({scenario}) => scenario.name === name)
  if (first === undefined) throw createUnknownScenarioError(name, known)
  if (second === undefined) return toPlay(first.scenario, first.provider)
  throw new HooksError('usage', `several providers have a scenario ${name}`, {
    hint: `add --provider ${first.provider.name} or --provider ${second.provider.name}`,
  })
}

/** @throws HooksError usage */
export function parseSpeed(text: string): Speed {
  if (text === 'max') return 'max'
  const speed = Number(/^(\d+(?:\.\d+)?)x?$/.exec(text)?.[1])
  if (speed > 0) return speed
  throw new HooksError('usage', `--speed ${JSON.stringify(text)} is not a number above 0 or max`, {
    hint: 'write it like --speed 10, or use --speed max to skip all waits',
  })
}

/**
 * Makes the payload of every event of a scenario before any is sent; times in it are those at which
 * the event will be sent.
 *
 * @throws HooksError usage, for a field that does not exist or does not match the schema
 */
export async function planScenario({steps}: Play, planning: Planning): Promise<PlannedStep[]> {
  const {now, scope, speed, force} = planning
  const payloads = new Map<string, Payload>()
  const planned: PlannedStep[] = []
  let at = now.getTime()
  for (const [index, step] of steps.entries()) {
    const waitMs = speed === 'max' ? 0 : Math.round(step.afterMs / speed)
    at += waitMs
    const payload = await nameStepInErrors(step, index, async () => {
      const made = makeStepPayload(step, payloads, {now: new Date(at), scope})
      if (!force) await checkPayload(step.event.type, made)
      return made
    })
    payloads.set(String(index + 1), payload)
    if (step.name !== undefined) payloads.set(step.name, payload)
    planned.push({event: step.event, payload, waitMs})
  }
  return planned
}

/**
 * Sends the events in order. Each waits for its time, counted from the previous one, and until that
 * one is finished.
 */
export async function playScenario<Result>(
  steps: readonly PlannedStep[],
  {send, wait}: Playing<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const over = new AbortController()
  const waitUntilDue = (step: PlannedStep | undefined) =>
    step === undefined || step.waitMs === 0 ? undefined : wait(step.waitMs, over.signal)
  try {
    await waitUntilDue(steps[0])
    for (const [index, step] of steps.entries()) {
      const [result] = await Promise.all([send(step, index), waitUntilDue(steps[index + 1])])
      results.push(result)
    }
    return results
  } finally {
    over.abort()
  }
}

function toPlay({name, steps}: Scenario, provider: Provider): Play {
  return {
    name,
    steps: steps.map(({event, afterMs, set = {}}) => ({
      event: findEvent(event, [provider]),
      afterMs,
      set,
    })),
  }
}

function makeStepPayload(
  {event, set}: PlayStep,
  payloads: ReadonlyMap<string, Payload>,
  circumstances: Circumstances,
): Payload {
  const {sample, schema} = event.type
  const fields = Object.entries(set).map(
    ([name, value]) => [name, fillIn(value, (text) => resolveField(text, payloads))] as const,
  )
  return setFields(freshen(sample, schema, circumstances), Object.fromEntries(fields))
}

/** @throws HooksError usage */
function resolveField(text: string, payloads: ReadonlyMap<string, Payload>): unknown {
  const reference = parseReference(text)
  if (reference === undefined) {
    throw new HooksError('usage', `{{${text}}} is not a reference to a field of a step`, {
      hint: 'write it like {{1.videoId}}',
    })
  }
  const {step, field} = reference
  const payload = payloads.get(step)
  if (payload === undefined) {
    throw new HooksError('usage', `{{${text}}} does not refer to an earlier step`, {
      hint: `earlier steps: ${[...payloads.keys()].join(', ') || 'none'}`,
    })
  }
  const value = findValueAt(payload, field)
  if (value !== undefined) return value
  throw new HooksError('usage', `{{${text}}}: step ${step} has no field ${field}`, {
    hint: `its fields: ${Object.keys(payload).join(', ')}`,
  })
}

/** Adds the place of the step to an error. */
async function nameStepInErrors<T>(
  step: PlayStep,
  index: number,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof HooksError)) throw error
    const {code, message, hint} = error
    const where = step.at === undefined ? '' : `${step.at}: `
    throw new HooksError(code, `${where}step ${index + 1}: ${message}`, {hint, cause: error})
  }
}

type Named = {readonly provider: Provider; readonly scenario: Scenario}

function createUnknownScenarioError(name: string, known: readonly Named[]): HooksError {
  const near = findNearest(
    name,
    known.map(({scenario}) => scenario.name),
  )
  return new HooksError('usage', `unknown scenario ${JSON.stringify(name)}`, {
    hint:
      near === undefined
        ? 'list scenarios with: hooks events --scenarios'
        : `did you mean ${near}?`,
  })
}
