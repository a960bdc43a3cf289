import {defined} from '../../core/defined.ts'
import {isSeq, type YAMLMap} from 'yaml'
import {readDurationMs} from '../../core/duration.ts'
import type {Payload} from '../../core/event.ts'
import {isJsonObject} from '../../core/payload/json-object.ts'
import type {KnownEvent} from '../target/catalogue.ts'
import type {Play, PlayStep} from './scenario.ts'
import {YamlReader, type YamlSource} from '../../config/yaml-reader.ts'

export type ScenarioFile = YamlSource & {
  /** @throws HooksError usage, if there is no such event */
  findEvent(name: string, provider: string | undefined): KnownEvent
}

export const FILE_KEYS = {
  scenario: ['name', 'description', 'provider', 'steps'],
  step: ['event', 'after', 'set', 'provider', 'as'],
}
const MAX_STEPS = 1000
/** A longer wait is a mistake. */
const MAX_WAIT_MS = 24 * 60 * 60 * 1000
const STEP_NAME = /^[A-Za-z][\w-]*$/

/**
 * Parses a scenario file: a list of steps, or a map with `provider` and `steps`. A step has an
 * `event`, and optionally `after` (2s; a bare number is seconds), `set`, `provider`, and `as`, a
 * name by which later steps refer to it.
 *
 * @throws HooksError usage, with file, line and column of what is wrong
 */
export function parseScenario(source: ScenarioFile): Play {
  const reader = new YamlReader(source)
  const {name = source.file, provider, items} = readTop(reader)
  const names = new Set<string>()
  const steps = items.map((item) => {
    const step = readStep(reader, reader.readMap(item, FILE_KEYS.step, 'a step'), {
      ...source,
      provider,
    })
    if (step.name !== undefined && names.has(step.name)) {
      throw reader.fault(item, `two steps have the name ${step.name}`)
    }
    if (step.name !== undefined) names.add(step.name)
    return step
  })
  return {name, steps}
}

type Top = {name?: string | undefined; provider?: string | undefined; items: readonly unknown[]}

function readTop(reader: YamlReader): Top {
  const top = reader.resolve(reader.document.contents)
  if (isSeq(top)) return {items: readItems(reader, top)}
  const head = reader.readMap(top, FILE_KEYS.scenario, 'a list of steps, or provider and steps')
  return {
    name: reader.readText(head, 'name'),
    provider: reader.readText(head, 'provider'),
    items: readItems(reader, reader.resolve(head.get('steps', true)) ?? top),
  }
}

function readItems(reader: YamlReader, list: unknown): readonly unknown[] {
  if (!isSeq(list) || list.items.length === 0) {
    throw reader.fault(list, 'steps is not a list of steps')
  }
  if (list.items.length <= MAX_STEPS) return list.items
  throw reader.fault(list, `there are more than ${MAX_STEPS} steps`)
}

type Context = Pick<ScenarioFile, 'findEvent'> & {readonly provider: string | undefined}

function readStep(reader: YamlReader, step: YAMLMap, {findEvent, provider}: Context): PlayStep {
  const event = reader.readText(step, 'event')
  if (event === undefined) throw reader.fault(step, 'the step has no event')
  const whose = reader.readText(step, 'provider') ?? provider
  const name = reader.readText(step, 'as')
  if (name !== undefined && !STEP_NAME.test(name)) {
    const what = `${JSON.stringify(name)} is not a valid step name: use letters, digits, _ and -`
    throw reader.fault(step.get('as', true), what)
  }
  return {
    event: reader.nameInErrors(step.get('event', true), () => findEvent(event, whose)),
    afterMs: readWait(reader, step),
    set: readSet(reader, step),
    ...defined({name}),
    at: reader.describePlace(step.get('set', true) ?? step),
  }
}

function readWait(reader: YamlReader, step: YAMLMap): number {
  const after = reader.readScalar(step, 'after')
  if (after === undefined) return 0
  const waitMs = readDurationMs(String(after))
  if (waitMs !== undefined && waitMs <= MAX_WAIT_MS) return waitMs
  throw reader.fault(
    step.get('after', true),
    `after ${JSON.stringify(after)} is not a duration of at most 24h`,
  )
}

function readSet(reader: YamlReader, step: YAMLMap): Payload {
  const node = step.get('set', true)
  if (node === undefined) return {}
  const value = reader.readValue(node)
  if (!isJsonObject(value)) throw reader.fault(node, 'set is not a map of fields to values')
  if (JSON.stringify(value).includes('"__proto__":'))
    throw reader.fault(node, 'set cannot set __proto__')
  return value
}
