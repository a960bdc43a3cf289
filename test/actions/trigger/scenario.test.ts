import {expect, test} from 'vitest'
import {
  findScenario,
  parseSpeed,
  planScenario,
  playScenario,
  type PlannedStep,
  type Play,
  type PlayStep,
} from '../../../src/actions/trigger/scenario.ts'
import {loadProvider, loadProviders} from '../../../src/providers/index.ts'

const NOW = new Date('2026-01-02T03:04:05.000Z')
const ENCODING = 'video.encoding.quality.completed'

async function createStep(rest: Partial<PlayStep> = {}): Promise<PlayStep> {
  const provider = await loadProvider('apivideo')
  const type = provider.events.types.find(({name}) => name === ENCODING)
  if (type === undefined) throw new TypeError(`api.video has no ${ENCODING}`)
  return {event: {provider, type}, afterMs: 0, set: {}, ...rest}
}

const plan = (play: Play, rest: {speed?: number | 'max'; force?: boolean} = {}) =>
  planScenario(play, {now: NOW, speed: 1, force: false, ...rest})

test("every provider's scenarios can be planned: their payloads match their schemas", async () => {
  for (const provider of await loadProviders()) {
    for (const {name, steps} of provider.events.scenarios) {
      const planned = await plan(findScenario(name, [provider]))

      expect(planned.map(({event}) => event.type.name)).toEqual(steps.map(({event}) => event))
    }
  }
})

test('a step can use ids of earlier ones, by number and by name', async () => {
  const play = {
    name: 'mine',
    steps: [
      await createStep({name: 'first'}),
      await createStep({set: {videoId: '{{1.videoId}}'}}),
      await createStep({set: {videoId: '{{first.videoId}}'}}),
    ],
  }

  const ids = (await plan(play)).map(({payload}) => payload['videoId'])

  expect(ids).toEqual([ids[0], ids[0], ids[0]])
})

test('times between events are divided by the speed, also in the payloads', async () => {
  const play = {name: 'mine', steps: [await createStep(), await createStep({afterMs: 4000})]}

  const usual = await plan(play)
  const fast = await plan(play, {speed: 10})
  const unpaced = await plan(play, {speed: 'max'})

  expect(usual.map(({waitMs}) => waitMs)).toEqual([0, 4000])
  expect(fast.map(({waitMs}) => waitMs)).toEqual([0, 400])
  expect(unpaced.map(({waitMs}) => waitMs)).toEqual([0, 0])
  expect(usual[1]?.payload['emittedAt']).toBe('2026-01-02T03:04:09.000Z')
})

for (const [what, set, message] of [
  ['of a field that is not there', {videoId: '{{1.video}}'}, 'step 1 has no field video'],
  [
    'of a step that is not before it',
    {videoId: '{{2.videoId}}'},
    'does not refer to an earlier step',
  ],
  ['without a step', {videoId: '{{videoId}}'}, 'is not a reference to a field of a step'],
  ['that does not fit', {quality: '{{1.videoId}}'}, 'does not match the schema'],
] as const) {
  test(`a reference ${what} is rejected, with its step and place`, async () => {
    const play = {
      name: 'mine',
      steps: [await createStep(), await createStep({set, at: 'mine.yaml:7:3'})],
    }

    await expect(plan(play)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(new RegExp(`^mine.yaml:7:3: step 2: .*${message}`)),
    })
  })
}

test('a payload that does not match its schema is accepted with force', async () => {
  const play = {name: 'mine', steps: [await createStep({set: {quality: 'best'}})]}

  const [planned] = await plan(play, {force: true})

  expect(planned?.payload['quality']).toBe('best')
})

test('events are sent in order, each after its delay', async () => {
  const log: string[] = []
  const steps = await createSteps([0, 100, 0, 50])

  const results = await playScenario(steps, {
    async wait(ms) {
      log.push(`wait ${ms}`)
    },
    async send(_, index) {
      log.push(`send ${index}`)
      return index
    },
  })

  expect(results).toEqual([0, 1, 2, 3])
  expect(log.filter((line) => line.startsWith('send'))).toEqual(results.map((n) => `send ${n}`))
  expect(log.filter((line) => line.startsWith('wait'))).toEqual(['wait 100', 'wait 50'])
  expect(log.indexOf('wait 100')).toBeLessThan(log.indexOf('send 1'))
})

test('if an event cannot be sent, all waits end', async () => {
  const signals: AbortSignal[] = []
  const playing = playScenario(await createSteps([0, 1000]), {
    wait: (_, signal) => {
      signals.push(signal)
      return new Promise(() => {})
    },
    send: () => Promise.reject(new Error('no server')),
  })

  await expect(playing).rejects.toThrow('no server')
  expect(signals.map(({aborted}) => aborted)).toEqual([true])
})

test('an unknown scenario suggests the nearest, and a speed is a number or max', async () => {
  const providers = await loadProviders()

  expect(() => findScenario('upload-720', providers)).toThrow('unknown scenario "upload-720"')
  expect([parseSpeed('10'), parseSpeed('2.5x'), parseSpeed('max')]).toEqual([10, 2.5, 'max'])
  for (const text of ['0', '-1', 'fast', '']) expect(() => parseSpeed(text)).toThrow('--speed')
})

async function createSteps(waits: readonly number[]): Promise<PlannedStep[]> {
  const {event} = await createStep()
  return waits.map((waitMs) => ({event, payload: {}, waitMs}))
}
