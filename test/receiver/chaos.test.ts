import {expect, test} from 'vitest'
import {createChaosAnswer, parseChaos} from '../../src/receiver/chaos.ts'
import {type ReceiverAnswer, type Received, Receiver} from '../../src/receiver/receiver.ts'

const REQUEST: Received = {
  method: 'POST',
  path: '/',
  headers: {},
  body: Buffer.alloc(0),
  at: new Date(0),
}

async function answers(text: string, count: number): Promise<ReceiverAnswer[]> {
  const answer = createChaosAnswer(parseChaos(text))
  return Promise.all(Array.from({length: count}, () => answer(REQUEST)))
}

test('chaos settings are parsed in any order', () => {
  const chaos = parseChaos('seed=7, drop=5%,503=20%,delay=2s,hang=0.5%')

  expect(chaos).toEqual({
    outcomes: [
      {answer: 'drop', share: 0.05},
      {answer: {status: 503}, share: 0.2},
      {answer: 'hang', share: 0.005},
    ],
    delayMs: {from: 2000, to: 2000},
    seed: 7,
  })
})

test.each([
  ['delay=100ms-2s', {from: 100, to: 2000}],
  ['delay=1.5s', {from: 1500, to: 1500}],
  ['delay=1m', {from: 60_000, to: 60_000}],
])('%s is parsed as the delay of a response', (text, delayMs) => {
  expect(parseChaos(text).delayMs).toEqual(delayMs)
})

test.each([
  '',
  '503',
  '503=20',
  '503=-1%',
  '503=120%',
  '600=1%',
  '099=1%',
  '503=20%=1',
  'teapot=1%',
  'delay=2',
  'delay=2s-1s',
  'delay=1s-2s-3s',
  'delay=5%',
  'drop=1s',
  'seed=x',
  'seed=-1',
  '503=60%,drop=50%',
  '503=20%,',
])('chaos %j is invalid', (text) => {
  expect(() => parseChaos(text)).toThrow(expect.objectContaining({code: 'usage'}))
})

test('shares that add up to 100% leave no normal responses', async () => {
  expect(new Set(await answers('drop=10%,hang=20%,503=70%', 500).then(names))).toEqual(
    new Set(['drop', 'hang', '503']),
  )
})

test('every outcome gets its share', async () => {
  const counts = Map.groupBy(names(await answers('503=20%,drop=5%,seed=7', 10_000)), (name) => name)

  expect(counts.get('503')?.length).toBeGreaterThan(1900)
  expect(counts.get('503')?.length).toBeLessThan(2100)
  expect(counts.get('drop')?.length).toBeGreaterThan(430)
  expect(counts.get('drop')?.length).toBeLessThan(570)
})

test('the same seed gives the same responses, and another seed gives different ones', async () => {
  const first = await answers('503=50%,seed=7', 100)

  expect(await answers('503=50%,seed=7', 100)).toEqual(first)
  expect(await answers('503=50%,seed=8', 100)).not.toEqual(first)
})

test('without a seed, the responses are also the same every time', async () => {
  expect(await answers('503=50%', 100)).toEqual(await answers('503=50%', 100))
})

test('a receiver answers as configured', async () => {
  const chaos = parseChaos('503=40%,drop=20%,delay=1ms-5ms,seed=7')
  await using receiver = await Receiver.start({answer: createChaosAnswer(chaos)})

  const seen: string[] = []
  for (let n = 0; n < 30; n++) {
    const response = fetch(receiver.url, {method: 'POST', body: '{}'})
    seen.push(
      await response.then(
        ({status}) => String(status),
        () => 'drop',
      ),
    )
  }

  expect(receiver.received).toHaveLength(30)
  expect(seen).toEqual(names(await answers('503=40%,drop=20%,seed=7', 30)))
})

test('a receiver can be closed while it delays a response', async () => {
  const receiver = await Receiver.start({answer: createChaosAnswer(parseChaos('delay=10m'))})
  const response = fetch(receiver.url, {method: 'POST', body: '{}'}).catch(() => 'broken')
  await receiver.waitForFirst(1)

  await receiver.close()

  expect(await response).toBe('broken')
})

function names(given: readonly ReceiverAnswer[]): string[] {
  return given.map((answer) => (typeof answer === 'string' ? answer : String(answer.status ?? 200)))
}
