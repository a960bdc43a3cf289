import * as fc from 'fast-check'
import type {ModelWebhook} from '../model/model.ts'
import {startModelWorld, type ModelWorld} from '../model/world.ts'

/** `pick` selects one of the webhooks or deliveries that exist when the step runs. */
export type ModelStep =
  | {readonly kind: 'create' | 'publish' | 'publishAndCrash' | 'crash'}
  | {readonly kind: 'retry'; readonly pick: number}
  | {readonly kind: 'rotate' | 'delete' | 'enable' | 'disable' | 'pause'; readonly pick: number}
  | {readonly kind: 'answer'; readonly pick: number; readonly succeeds: boolean}
  | {readonly kind: 'advance'; readonly ms: number}

const pick = fc.nat({max: 1000})
const kind = <const Kind extends string>(name: Kind) => fc.constant(name)

const step: fc.Arbitrary<ModelStep> = fc.oneof(
  {weight: 6, arbitrary: fc.record({kind: kind('publish')})},
  {weight: 4, arbitrary: fc.record({kind: kind('answer'), pick, succeeds: fc.boolean()})},
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kind('advance'),
      ms: fc.constantFrom(1, 500, 999, 1000, 9999, 10_000, 12_000),
    }),
  },
  {weight: 2, arbitrary: fc.record({kind: kind('create')})},
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('enable', 'disable', 'pause', 'rotate', 'retry'),
      pick,
    }),
  },
  {weight: 1, arbitrary: fc.record({kind: kind('delete'), pick})},
  {weight: 1, arbitrary: fc.record({kind: kind('crash')})},
  {weight: 1, arbitrary: fc.record({kind: kind('publishAndCrash')})},
)

const MAX_STEPS = 30
const STATES = {enable: 'enabled', disable: 'disabled', pause: 'paused'} as const

export type ModelRun = {readonly runs: number; readonly report: string}

/** Runs random steps against the model and the real code for a time. Prints the seed. */
export async function runModel(options: {timeMs: number; seed: number}): Promise<ModelRun> {
  const seed = options.seed % 2 ** 31
  console.log(`model: seed ${seed}`)
  const property = fc.asyncProperty(fc.array(step, {minLength: 5, maxLength: MAX_STEPS}), runSteps)
  const details = await fc.check(property, {
    seed,
    numRuns: 1_000_000,
    interruptAfterTimeLimit: options.timeMs,
    markInterruptAsFailure: false,
  })
  const report = details.failed
    ? `${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}`
    : ''
  console.log(`model: ${details.numRuns} runs`)
  return {runs: details.numRuns, report}
}

async function runSteps(steps: readonly ModelStep[]): Promise<void> {
  await using context = await startModelWorld()
  await context.create()
  for (const each of steps) {
    await take(context, each)
    await context.waitUntilQuiet()
    context.model.settle()
    const differences = await compare(context)
    if (differences.length > 0)
      throw new Error(`after ${JSON.stringify(each)}: ${differences.join('; ')}`)
  }
}

async function take(context: ModelWorld, each: ModelStep): Promise<void> {
  if (each.kind === 'advance') return context.advance(each.ms)
  if (!('pick' in each)) return context[each.kind]()
  if (each.kind === 'retry') {
    const known = [...context.model.deliveries].filter(([, {isUncertain}]) => !isUncertain)
    const found = known[each.pick % Math.max(1, known.length)]
    return found === undefined ? undefined : context.retry(...found)
  }
  const webhooks = context.model.listWebhooks()
  const webhook = webhooks[each.pick % Math.max(1, webhooks.length)]
  if (webhook !== undefined) await change(context, webhook, each)
}

type Change = Extract<
  ModelStep,
  {kind: 'answer' | 'rotate' | 'delete' | 'enable' | 'disable' | 'pause'}
>

async function change({model, store, rotate}: ModelWorld, webhook: ModelWebhook, each: Change) {
  switch (each.kind) {
    case 'answer':
      webhook.succeeds = each.succeeds
      return
    case 'rotate':
      return rotate(webhook)
    case 'delete':
      await store.webhooks.delete('apivideo', webhook.id)
      return model.delete(webhook)
    case 'enable':
    case 'disable':
    case 'pause':
      await store.webhooks.update(webhook.id, {state: STATES[each.kind]})
      model.setState(webhook, STATES[each.kind])
  }
}

/** Describes where the model and the real code differ. */
async function compare({model, store, problems}: ModelWorld): Promise<string[]> {
  const differences = [...problems]
  for (const [id, expected] of model.deliveries) {
    const {state, attemptCount, dueAt, attempts} = await store.deliveries.get(id)
    const real = `${state}, ${attemptCount} attempts, due ${dueAt?.getTime()}`
    const wanted = `${expected.state}, ${expected.attempts} attempts, due ${expected.dueAt}`
    if (!expected.isUncertain && real !== wanted)
      differences.push(`${id} is ${real}, not ${wanted}`)
    if (attempts.length > attemptCount) differences.push(`${id} has more outcomes than attempts`)
    if (expected.isUncertain && expected.webhook.deleted && state === 'pending') {
      differences.push(`${id} is still pending, although its webhook is deleted`)
    }
  }
  const shown = (await store.webhooks.list()).map(({id, state}) => `${id} ${state}`)
  const wanted = model.listWebhooks().map(({id, state}) => `${id} ${state}`)
  if (shown.join() !== wanted.join())
    differences.push(`webhooks are ${shown.join()}, not ${wanted.join()}`)
  return differences
}
