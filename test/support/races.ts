import type {ControlClient} from '../../src/control/client.ts'
import {HooksError} from '../../src/core/errors.ts'
import {createChaosAnswer, parseChaos} from '../../src/receiver/chaos.ts'
import {type Bench, createRandom, durableBench} from './durable-serve.ts'
import type {Watched} from './history.ts'

export type RaceOptions = {readonly events: number; readonly seed: number}

export type RaceResult = {
  readonly problems: readonly string[]
  /** How many commands of each kind were acknowledged. */
  readonly done: Readonly<Record<Command, number>>
}

type Command = 'update' | 'rotate' | 'retry' | 'cancel' | 'hold' | 'release' | 'create' | 'delete'

const WRITERS = 2
const CLIENTS = 8
/** Maximum wait for the next event to be accepted, in milliseconds. */
const NEXT_EVENT_MS = 1000
/** Maximum number of events between two changes of a webhook's state. */
const EVENTS_BETWEEN = 20
/** The delivery to retry or cancel is one of this many newest ones. */
const NEWEST = 50
const RETRIES = Array.from({length: 50}, () => '30ms').join()

/**
 * Lets many clients change the same webhooks and deliveries at once while events are accepted and
 * delivered. Some change settings, rotate secrets, retry and cancel; others hold and release
 * webhooks, or create and delete them. 30 % of the attempts fail, and each takes up to 40 ms, so
 * that commands arrive in the middle of attempts.
 */
export async function race({events, seed}: RaceOptions): Promise<RaceResult> {
  console.log(`races: seed ${seed}`)
  const chaos = createChaosAnswer(parseChaos(`500=30%,delay=0ms-40ms,seed=${seed}`))
  let failing = true
  await using bench = await durableBench({answer: (request) => (failing ? chaos(request) : {})})
  await using server = await bench.serve()
  const {control} = server
  await bench.subscribe(control, 'plain', {retries: RETRIES})
  const held = await bench.subscribe(control, 'held', {retries: RETRIES})
  const ordered = await bench.subscribe(control, 'ordered', {retries: RETRIES, fifo: true})

  const stop = new AbortController()
  const writing = bench.publish(control, WRITERS, stop.signal)
  const racers = new Racers(bench, {control, random: createRandom(seed), stop: stop.signal})
  const racing = [
    racers.holdAndRelease(held),
    racers.holdAndRelease(ordered),
    racers.createAndDelete(),
    ...Array.from({length: CLIENTS}, () => racers.change()),
  ]
  await Promise.race([racers.waitForEvents(events), writing])
  stop.abort()
  await Promise.all([writing, ...racing])
  failing = false
  const state = await bench.readFinalState(control)
  const accepted = bench.history.acceptedIds.length
  return {
    done: racers.done,
    problems: [
      ...bench.history.problems(state),
      ...state.deliveries
        .filter((delivery) => delivery.state === 'pending')
        .map(({id}) => `${id} is still pending, although its receiver works`),
      ...(await racers.findLostChanges()),
      ...(accepted < events ? [`only ${accepted} events were accepted`] : []),
    ],
  }
}

type Racetrack = {
  readonly control: ControlClient
  readonly random: () => number
  readonly stop: AbortSignal
}

/** Clients that change things. Each method is one client, and runs until `stop` is aborted. */
class Racers {
  readonly #bench: Bench
  readonly #control: ControlClient
  readonly #random: () => number
  readonly #stop: AbortSignal
  readonly #deleted = new Set<string>()
  /** Deliveries for which a retry is being requested. */
  readonly #retrying = new Set<string>()
  readonly done = {
    update: 0,
    rotate: 0,
    retry: 0,
    cancel: 0,
    hold: 0,
    release: 0,
    create: 0,
    delete: 0,
  }

  constructor(bench: Bench, {control, random, stop}: Racetrack) {
    this.#bench = bench
    this.#control = control
    this.#random = random
    this.#stop = stop
  }

  /** Resolves once this many events have been accepted in total. */
  async waitForEvents(events: number): Promise<void> {
    const {acceptedIds, acceptances} = this.#bench.history
    if (acceptedIds.length >= events || this.#stop.aborted) return
    await acceptances.wait(acceptances.count, NEXT_EVENT_MS, this.#stop)
    await this.waitForEvents(events)
  }

  async holdAndRelease(id: string): Promise<void> {
    const {history} = this.#bench
    while (!this.#stop.aborted) {
      await this.#waitForSomeEvents()
      const state = this.#random() < 0.5 ? 'paused' : 'disabled'
      await this.#control.webhooks.update(id, {state})
      history.held(id)
      this.done.hold++
      // Some are released while an attempt from before the hold is still running.
      if (this.#random() < 0.5) await this.#waitForSomeEvents()
      history.released(id)
      await this.#control.webhooks.update(id, {state: 'enabled'})
      this.done.release++
    }
  }

  async createAndDelete(): Promise<void> {
    for (let n = 0; !this.#stop.aborted; n++) {
      const id = await this.#bench.subscribe(this.#control, `brief-${n}`, {retries: RETRIES})
      this.done.create++
      await this.#waitForSomeEvents()
      await this.#control.webhooks.delete(id)
      this.#bench.history.held(id)
      this.#deleted.add(id)
      this.done.delete++
    }
  }

  /** Sends one command after another, each to a random webhook, deleted ones included. */
  async change(): Promise<void> {
    const commands = ['update', 'rotate', 'retry', 'retry', 'cancel'] as const
    while (!this.#stop.aborted) {
      const webhook = this.#pickOne(this.#bench.webhooks)
      const command = this.#pickOne(commands)
      if (webhook === undefined || command === undefined) return
      const isDone = await this.#sendCommand(command, webhook).catch(ignoreConflict)
      if (isDone) this.done[command]++
    }
  }

  /** One sentence for each webhook that has lost the last change made to it. */
  async findLostChanges(): Promise<string[]> {
    const problems: string[] = []
    for (const {id, signingSecrets} of this.#bench.webhooks) {
      if (this.#deleted.has(id)) continue
      const {state, delivery} = await this.#control.webhooks.get(id)
      const {signingSecret} = await this.#control.secrets(id)
      if (state !== 'enabled') problems.push(`${id} is ${state}, although it was released last`)
      if (delivery?.retries !== RETRIES) problems.push(`${id} has lost its retry schedule`)
      if (!signingSecrets.includes(signingSecret))
        problems.push(`${id} has a secret that no client received`)
    }
    return problems
  }

  /** Returns whether it sent the command to the server. */
  async #sendCommand(command: 'update' | 'rotate' | 'retry' | 'cancel', webhook: Watched) {
    switch (command) {
      case 'update':
        await this.#control.webhooks.update(webhook.id, {
          delivery: {concurrency: 1 + Math.floor(this.#random() * 8)},
        })
        return true
      case 'rotate':
        webhook.signingSecrets.push((await this.#control.rotate(webhook.id)).signingSecret)
        return true
      // With strict order, a retry or a cancellation would change the order of the events.
      case 'retry':
        return webhook.fifo !== true && this.#retry(await this.#pickDelivery(webhook, {}))
      case 'cancel':
        return (
          webhook.fifo !== true &&
          this.#cancel(await this.#pickDelivery(webhook, {state: 'pending'}))
        )
    }
  }

  /**
   * Retries only a delivery that has ended, and from one client at a time: otherwise the history
   * could not tell which repeated requests are legitimate.
   */
  async #retry(id: string | undefined): Promise<boolean> {
    if (id === undefined || this.#retrying.has(id)) return false
    this.#retrying.add(id)
    try {
      const {state} = await this.#control.deliveries.get(id)
      if (state !== 'delivered' && state !== 'failed') return false
      this.#bench.history.fault(id)
      await this.#control.deliveries.retry(id)
      return true
    } finally {
      this.#retrying.delete(id)
    }
  }

  async #cancel(id: string | undefined): Promise<boolean> {
    if (id === undefined) return false
    this.#bench.history.cancelled(id)
    await this.#control.deliveries.cancel(id)
    return true
  }

  async #pickDelivery({id}: Watched, filter: {state?: 'pending'}): Promise<string | undefined> {
    const {deliveries} = await this.#control.deliveries.list({
      ...filter,
      webhookId: id,
      limit: NEWEST,
    })
    return this.#pickOne(deliveries)?.id
  }

  async #waitForSomeEvents(): Promise<void> {
    const more = Math.floor(this.#random() * EVENTS_BETWEEN)
    await this.waitForEvents(this.#bench.history.acceptedIds.length + more)
  }

  #pickOne<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#random() * items.length)]
  }
}

/** Another client was faster: the webhook is deleted, or the delivery has ended. */
function ignoreConflict(error: unknown): false {
  if (error instanceof HooksError && ['not_found', 'conflict'].includes(error.code)) return false
  throw error
}
