import {HooksError} from '../../src/core/errors.ts'
import {createChaosAnswer, parseChaos} from '../../src/receiver/chaos.ts'
import type {ControlClient} from '../../src/control/client.ts'
import {type Bench, durableBench, seeded} from './durable-serve.ts'

export type Killing = {readonly kills: number; readonly seed: number}

export type Killed = {
  readonly problems: readonly string[]
  readonly accepted: number
  readonly killed: number
  /** Acknowledged commands that held a webhook, including a deletion. */
  readonly holds: number
  /** Deliveries of the strictly ordered webhook. */
  readonly ordered: number
}

const WRITERS = 2
/** The longest life of a server after it responds; milliseconds. */
const LONGEST_LIFE_MS = 80
/** Of these lives, at least every second one lasts until it has acknowledged all requests. */
const SHARE_WITH_ANSWERS = 0.75
const FIRST_EVENT_MS = 5000
/** How long it runs at most after the delivery that triggers the kill. */
const REQUESTS_AHEAD = 20
/** Short, so that retries happen within a life; many, so that crashes do not use them all up. */
const DELAYS_MS = Array.from({length: 50}, () => 30)
const SETTINGS = {retries: DELAYS_MS.map((delay) => `${delay}ms`).join()}

/**
 * Kills `hooks serve` repeatedly while events are accepted and delivered: at a random time, or in the
 * middle of a delivery, after the receiver has responded and before the outcome is written. 30 % of
 * the deliveries fail; one webhook is strictly ordered, one is held and resumed repeatedly, one is
 * deleted in the course.
 */
export async function killAtRandom({kills, seed}: Killing): Promise<Killed> {
  console.log(`kills at random points: seed ${seed}`)
  const random = seeded(seed)
  const waiting = {count: Infinity, reached: () => {}}
  const chaos = createChaosAnswer(parseChaos(`500=30%,seed=${seed}`))
  let failing = true
  await using bench = await durableBench({
    answer: (request) => (failing ? chaos(request) : {}),
    onRequest: (count) => count >= waiting.count && waiting.reached(),
  })
  const {history} = bench
  const holds = new Holds(bench, Math.floor(kills / 2))
  let killed = 0
  for (let round = 0; round < kills; round++) {
    await using server = await bench.serve()
    if (round === 0) {
      await bench.subscribe(server.control, 'plain', SETTINGS)
      await bench.subscribe(server.control, 'ordered', {...SETTINGS, fifo: true})
      await holds.subscribe(server.control)
    }
    const writing = bench.publish(server.control, WRITERS, new AbortController().signal)
    const changing = holds.change(server.control, round)
    const hasAnswers = random() < SHARE_WITH_ANSWERS || round % 2 === 0
    if (hasAnswers) {
      await Promise.all([
        history.acceptances.wait(history.acceptances.count, FIRST_EVENT_MS),
        changing,
      ])
    }
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
    await Promise.all([writing, changing])
  }
  failing = false
  await using server = await bench.serve()
  await holds.free(server.control)
  const ending = {...(await bench.ending(server.control)), delaysMs: DELAYS_MS}
  const open = ending.deliveries.filter(({state}) => state === 'pending')
  const ordered = bench.webhooks.find(({fifo}) => fifo === true)?.id
  return {
    problems: [
      ...history.problems(ending),
      ...open.map(({id}) => `${id} is still pending, though its receiver answers`),
    ],
    accepted: history.acceptedIds.length,
    killed,
    holds: holds.acknowledged,
    ordered: ending.deliveries.filter(({webhookId}) => webhookId === ordered).length,
  }
}

/** The rounds in which the webhook is held, so that both even and odd rounds start with it held. */
const HELD_ROUNDS = 2
const CYCLE_ROUNDS = 5

/** Holds and resumes webhooks, and records it in the history; a kill may lose any response. */
class Holds {
  readonly #bench: Bench
  readonly #deleteIn: number
  #held = ''
  #deleted = ''
  #isHeld = false
  acknowledged = 0

  constructor(bench: Bench, deleteIn: number) {
    this.#bench = bench
    this.#deleteIn = deleteIn
  }

  async subscribe(control: ControlClient): Promise<void> {
    this.#held = await this.#bench.subscribe(control, 'held', SETTINGS)
    this.#deleted = await this.#bench.subscribe(control, 'deleted', SETTINGS)
  }

  async change(control: ControlClient, round: number): Promise<void> {
    const hold = round % CYCLE_ROUNDS >= CYCLE_ROUNDS - HELD_ROUNDS
    const state = Math.floor(round / CYCLE_ROUNDS) % 2 === 0 ? 'disabled' : 'paused'
    // After the kill there is no server.
    if (hold && !this.#isHeld) await this.#hold(control, state).catch(isOver)
    if (!hold && this.#isHeld) await this.free(control).catch(isOver)
    if (round >= this.#deleteIn && this.#deleted !== '') await this.#delete(control).catch(isOver)
  }

  async free(control: ControlClient): Promise<void> {
    this.#bench.history.freed(this.#held)
    this.#isHeld = false
    await control.webhooks.update(this.#held, {state: 'enabled'})
  }

  async #hold(control: ControlClient, state: 'disabled' | 'paused'): Promise<void> {
    await control.webhooks.update(this.#held, {state})
    this.#bench.history.held(this.#held)
    this.#isHeld = true
    this.acknowledged++
  }

  /** A missing webhook was deleted by a command whose response was lost. */
  async #delete(control: ControlClient): Promise<void> {
    await control.webhooks.delete(this.#deleted).catch((error: unknown) => {
      if (!(error instanceof HooksError && error.code === 'not_found')) throw error
    })
    this.#bench.history.held(this.#deleted)
    this.#deleted = ''
    this.acknowledged++
  }
}

function isOver(error: unknown): void {
  if (!(error instanceof HooksError)) throw error
}
