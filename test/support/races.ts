import type {ControlClient} from '../../src/control/client.ts'
import {HooksError} from '../../src/core/errors.ts'
import {createChaosAnswer, parseChaos} from '../../src/receiver/chaos.ts'
import {type Bench, durableBench, seeded} from './durable-serve.ts'
import type {Watched} from './history.ts'

export type Racing = {readonly events: number; readonly seed: number}

export type Raced = {
  readonly problems: readonly string[]
  /** Commands that were acknowledged, by what they did. */
  readonly done: Readonly<Record<Command, number>>
}

type Command = 'update' | 'rotate' | 'retry' | 'cancel' | 'hold' | 'free' | 'create' | 'delete'

const WRITERS = 2
const CLIENTS = 8
/** The longest wait for the next accepted event. */
const NEXT_EVENT_MS = 1000
/** The maximum number of events between two changes of a webhook's state. */
const EVENTS_BETWEEN = 20
/** The number of newest deliveries from which one is chosen to be retried or cancelled. */
const NEWEST = 50
const RETRIES = Array.from({length: 50}, () => '30ms').join()

/**
 * Many clients change the same webhooks and deliveries while events are accepted and delivered: some
 * change settings, rotate secrets, retry and cancel; others hold and resume webhooks, or delete and
 * create them. 30 % of the attempts fail, and each takes some time, so that commands arrive in the
 * middle of it.
 */
export async function race({events, seed}: Racing): Promise<Raced> {
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
  const racers = new Racers(bench, {control, random: seeded(seed), stop: stop.signal})
  const racing = [
    racers.holdAndFree(held),
    racers.holdAndFree(ordered),
    racers.createAndDelete(),
    ...Array.from({length: CLIENTS}, () => racers.change()),
  ]
  await Promise.race([racers.accepted(events), writing])
  stop.abort()
  await Promise.all([writing, ...racing])
  failing = false
  const ending = await bench.ending(control)
  const accepted = bench.history.acceptedIds.length
  return {
    done: racers.done,
    problems: [
      ...bench.history.problems(ending),
      ...ending.deliveries
        .filter(({state}) => state === 'pending')
        .map(({id}) => `${id} is still pending, though its receiver answers`),
      ...(await racers.lostChanges()),
      ...(accepted < events ? [`only ${accepted} events were accepted`] : []),
    ],
  }
}

type Racetrack = {
  readonly control: ControlClient
  readonly random: () => number
  readonly stop: AbortSignal
}

/** The clients that make changes; each method is one client, which continues until all must stop. */
class Racers {
  readonly #bench: Bench
  readonly #control: ControlClient
  readonly #random: () => number
  readonly #stop: AbortSignal
  readonly #deleted = new Set<string>()
  /** The deliveries for which a retry is being requested. */
  readonly #retrying = new Set<string>()
  readonly done = {
    update: 0,
    rotate: 0,
    retry: 0,
    cancel: 0,
    hold: 0,
    free: 0,
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
  async accepted(events: number): Promise<void> {
    const {acceptedIds, acceptances} = this.#bench.history
    if (acceptedIds.length >= events || this.#stop.aborted) return
    await acceptances.wait(acceptances.count, NEXT_EVENT_MS, this.#stop)
    await this.accepted(events)
  }

  async holdAndFree(id: string): Promise<void> {
    const {history} = this.#bench
    while (!this.#stop.aborted) {
      await this.#aWhile()
      const state = this.#random() < 0.5 ? 'paused' : 'disabled'
      await this.#control.webhooks.update(id, {state})
      history.held(id)
      this.done.hold++
      // Some are resumed while an earlier attempt is still in progress.
      if (this.#random() < 0.5) await this.#aWhile()
      history.freed(id)
      await this.#control.webhooks.update(id, {state: 'enabled'})
      this.done.free++
    }
  }

  async createAndDelete(): Promise<void> {
    for (let n = 0; !this.#stop.aborted; n++) {
      const id = await this.#bench.subscribe(this.#control, `brief-${n}`, {retries: RETRIES})
      this.done.create++
      await this.#aWhile()
      await this.#control.webhooks.delete(id)
      this.#bench.history.held(id)
      this.#deleted.add(id)
      this.done.delete++
    }
  }

  /** Sends one command after the other, to any existing or former webhook. */
  async change(): Promise<void> {
    const commands = ['update', 'rotate', 'retry', 'retry', 'cancel'] as const
    while (!this.#stop.aborted) {
      const webhook = this.#oneOf(this.#bench.webhooks)
      const command = this.#oneOf(commands)
      if (webhook === undefined || command === undefined) return
      const isDone = await this.#act(command, webhook).catch(isOver)
      if (isDone) this.done[command]++
    }
  }

  /** One sentence for each webhook that does not match its last change. */
  async lostChanges(): Promise<string[]> {
    const problems: string[] = []
    for (const {id, signingSecrets} of this.#bench.webhooks) {
      if (this.#deleted.has(id)) continue
      const {state, delivery} = await this.#control.webhooks.get(id)
      const {signingSecret} = await this.#control.secrets(id)
      if (state !== 'enabled') problems.push(`${id} is ${state}, though it was let go last`)
      if (delivery?.retries !== RETRIES) problems.push(`${id} has lost its schedule`)
      if (!signingSecrets.includes(signingSecret)) problems.push(`${id} has a secret of nobody`)
    }
    return problems
  }

  /** Whether a request was sent. */
  async #act(command: 'update' | 'rotate' | 'retry' | 'cancel', webhook: Watched) {
    switch (command) {
      case 'update':
        await this.#control.webhooks.update(webhook.id, {
          delivery: {concurrency: 1 + Math.floor(this.#random() * 8)},
        })
        return true
      case 'rotate':
        webhook.signingSecrets.push((await this.#control.rotate(webhook.id)).signingSecret)
        return true
      // Both would change the order of events for a strictly ordered webhook.
      case 'retry':
        return webhook.fifo !== true && this.#retry(await this.#delivery(webhook, {}))
      case 'cancel':
        return (
          webhook.fifo !== true && this.#cancel(await this.#delivery(webhook, {state: 'pending'}))
        )
    }
  }

  /** Retries a finished delivery, by one client at a time: otherwise repeated sends could not be explained. */
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

  async #delivery({id}: Watched, filter: {state?: 'pending'}): Promise<string | undefined> {
    const {deliveries} = await this.#control.deliveries.list({
      ...filter,
      webhookId: id,
      limit: NEWEST,
    })
    return this.#oneOf(deliveries)?.id
  }

  async #aWhile(): Promise<void> {
    const more = Math.floor(this.#random() * EVENTS_BETWEEN)
    await this.accepted(this.#bench.history.acceptedIds.length + more)
  }

  #oneOf<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#random() * items.length)]
  }
}

/** Another client was faster: the webhook is deleted, or the delivery is finished. */
function isOver(error: unknown): false {
  if (error instanceof HooksError && ['not_found', 'conflict'].includes(error.code)) return false
  throw error
}
