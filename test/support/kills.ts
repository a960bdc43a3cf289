import {durableBench, seeded} from './durable-serve.ts'

export type Killing = {readonly kills: number; readonly seed: number}

export type Killed = {
  readonly problems: readonly string[]
  readonly accepted: number
  readonly killed: number
}

const WRITERS = 2
/** Longest life of a server once it answers; milliseconds. */
const LONGEST_LIFE_MS = 80
/** Longest it goes on after the delivery that its death waits for. */
const REQUESTS_AHEAD = 20

/**
 * Kills `hooks serve` again and again while events come in and go out: at a moment of time, or
 * in the middle of a delivery, where the receiver has answered and the outcome is not written.
 */
export async function killAtRandom({kills, seed}: Killing): Promise<Killed> {
  console.log(`kills at random points: seed ${seed}`)
  const random = seeded(seed)
  const waiting = {count: Infinity, reached: () => {}}
  let failing = true
  await using bench = await durableBench({
    takes: (count) => !failing || count % 10 !== 0,
    onRequest: (count) => count >= waiting.count && waiting.reached(),
  })
  const {history} = bench
  let killed = 0
  for (let round = 0; round < kills; round++) {
    await using server = await bench.serve()
    if (round === 0) for (const name of ['a', 'b']) await bench.subscribe(server.control, name)
    const writing = bench.publish(server.control, WRITERS, new AbortController().signal)
    await new Promise<void>((resolve) => {
      const byTime = random() < 0.5
      waiting.count = byTime
        ? Infinity
        : history.seenCount + 1 + Math.floor(random() * REQUESTS_AHEAD)
      waiting.reached = resolve
      setTimeout(resolve, byTime ? random() * LONGEST_LIFE_MS : 10 * LONGEST_LIFE_MS)
    })
    if ((await server.program.kill('SIGKILL')) === null) killed++
    history.fault()
    await writing
  }
  failing = false
  await using server = await bench.serve()
  const ending = await bench.ending(server.control)
  const open = ending.deliveries.filter(({state}) => state === 'pending')
  return {
    problems: [
      ...history.problems(ending),
      ...open.map(({id}) => `${id} is still pending, though its receiver answers`),
    ],
    accepted: history.acceptedIds.length,
    killed,
  }
}
