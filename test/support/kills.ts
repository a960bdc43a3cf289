import {HooksError} from '../../src/core/errors.ts'
import {createChaosAnswer, parseChaos} from '../../src/receiver/chaos.ts'
import type {ControlClient} from '../../src/control/client.ts'
import {type Bench, createRandom, durableBench} from './durable-serve.ts'

export type KillOptions = {readonly kills: number; readonly seed: number}

export type KillResult = {
  readonly problems: readonly string[]
  readonly accepted: number
  readonly killed: number
  /** Acknowledged commands that held a webhook, including the deletion of one. */
  readonly holds: number
  /** Deliveries to the webhook with strict order. */
  readonly ordered: number
}

const WRITERS = 2
/** Maximum lifetime of a server once it answers, in milliseconds. */
const LONGEST_LIFE_MS = 80
/**
 * In every second round, and in this share of the others, the server is killed only after it has
 * acknowledged an event and the change of a webhook.
 */
const SHARE_WITH_ANSWERS = 0.75
const FIRST_EVENT_MS = 5000
/** A server that is killed in the middle of a delivery gets at most this many requests first. */
const REQUESTS_AHEAD = 20
/** Short, so that retries happen before the next kill; many, so that crashes do not use them up. */
const DELAYS_MS = Array.from({length: 50}, () => 30)
const SETTINGS = {retries: DELAYS_MS.map((delay) => `${delay}ms`).join()}

/**
 * Kills `hooks serve` again and again while it accepts and delivers events: at a random time, or
 * in the middle of a delivery, when the receiver answers and the outcome is not yet recorded.
 * 30 % of the attempts fail. One webhook has strict order, one is held and released repeatedly,
 * and one is deleted along the way.
 */
export async function killAtRandom({kills, seed}: KillOptions): Promise<KillResult> {
  console.log(`kills at random points: seed ${seed}`)
  const random = createRandom(seed)
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
  await holds.release(server.control)
  const state = {...(await bench.readFinalState(server.control)), delaysMs: DELAYS_MS}
  const open = state.deliveries.filter((delivery) => delivery.state === 'pending')
  const ordered = bench.webhooks.find(({fifo}) => fifo === true)?.id
  return {
    problems: [
      ...history.problems(state),
      ...open.map(({id}) => `${id} is still pending, although its receiver works`),
    ],
    accepted: history.acceptedIds.length,
    killed,
    holds: holds.acknowledged,
    ordered: state.deliveries.filter(({webhookId}) => webhookId === ordered).length,
  }
}

/** The last rounds of each cycle hold the webhook. Cycles start at even and odd rounds. */
const HELD_ROUNDS = 2
const CYCLE_ROUNDS = 5

/** Holds and releases webhooks, and records that in the history. A kill may lose any response. */
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
    // Requests after the kill fail, because there is no server.
    if (hold && !this.#isHeld) await this.#hold(control, state).catch(ignoreHooksError)
    if (!hold && this.#isHeld) await this.release(control).catch(ignoreHooksError)
    if (round >= this.#deleteIn && this.#deleted !== '') {
      await this.#delete(control).catch(ignoreHooksError)
    }
  }

  async release(control: ControlClient): Promise<void> {
    this.#bench.history.released(this.#held)
    this.#isHeld = false
    await control.webhooks.update(this.#held, {state: 'enabled'})
  }

  async #hold(control: ControlClient, state: 'disabled' | 'paused'): Promise<void> {
    await control.webhooks.update(this.#held, {state})
    this.#bench.history.held(this.#held)
    this.#isHeld = true
    this.acknowledged++
  }

  /** A missing webhook was deleted by an earlier command whose response was lost. */
  async #delete(control: ControlClient): Promise<void> {
    await control.webhooks.delete(this.#deleted).catch((error: unknown) => {
      if (!(error instanceof HooksError && error.code === 'not_found')) throw error
    })
    this.#bench.history.held(this.#deleted)
    this.#deleted = ''
    this.acknowledged++
  }
}

function ignoreHooksError(error: unknown): void {
  if (!(error instanceof HooksError)) throw error
}
