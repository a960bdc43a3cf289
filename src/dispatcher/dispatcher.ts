import type {Clock} from '../core/clock.ts'
import type {Outcome, RetryPolicy} from '../core/delivery.ts'
import {standardHeaders} from '../core/standard-webhooks.ts'
import type {Webhook} from '../core/webhook.ts'
import type {ClaimedDelivery} from '../store/claim.ts'
import type {Store} from '../store/index.ts'
import type {AttemptRecord} from '../store/record.ts'
import {Signal} from '../core/signal.ts'
import type {TargetPolicy} from './guard.ts'
import {type Next, nextAttempt} from './retry-policy.ts'
import {SEND_LIMITS, Sender, type SendLimits} from './send.ts'

export type DispatcherOptions = {
  readonly store: Store
  readonly clock: Clock
  /** Draws a number from 0 up to 1. */
  random(): number
  /** The vendor's own headers for one attempt. */
  prove(webhook: Webhook, body: string): Readonly<Record<string, string>>
  /** Where the webhook's deliveries go. */
  targetUrl(webhook: Webhook): string
  retryPolicy(webhook: Webhook): RetryPolicy
  /** Told of every attempt, before it is written down. */
  onAttempt?(attempt: EndedAttempt): void
  /** Told when the store fails; the dispatcher tries again after a pause. */
  onError(error: unknown): void
  readonly userAgent: string
  /** Where deliveries may go. */
  readonly targets: TargetPolicy
  readonly limits?: SendLimits
  /** Attempts under way at once. */
  readonly concurrency?: number
  /** How long to sleep at most when nothing is due, in case another process brought work. */
  readonly idleMs?: number
}

export type EndedAttempt = {
  readonly delivery: ClaimedDelivery
  readonly outcome: Outcome
  readonly next: Next
}

/** What a lease has over the longest attempt: room for the commits around it. Milliseconds. */
const LEASE_MARGIN_MS = 10_000
const DEFAULT_IDLE_MS = 1000
/** How long to leave a store in peace that failed; milliseconds. */
const FAILURE_PAUSE_MS = 1000
const DEFAULT_CONCURRENCY = 128
/**
 * How long a turn waits for more attempts to end, once one has; milliseconds. Syncing the disk
 * costs about as much, and the more outcomes share a sync the better.
 */
const GATHER_MS = 3

/**
 * Takes due deliveries from the store, sends them and writes down what became of them.
 *
 * It works in turns: one turn writes the outcomes that came in since the last and claims as many
 * deliveries as may be sent now, in one transaction. The busier it is, the more share a turn.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #concurrency: number
  readonly #leaseMs: number
  readonly #idleMs: number
  readonly #sender: Sender
  readonly #sending = new Set<Promise<void>>()
  /** An attempt ended. */
  readonly #ended = new Signal()
  readonly #stopping = new AbortController()
  readonly #cancelling = new AbortController()
  #records: AttemptRecord[] = []
  #loop: Promise<void> | undefined

  constructor(options: DispatcherOptions) {
    const limits = options.limits ?? SEND_LIMITS
    this.#options = options
    this.#concurrency = options.concurrency ?? DEFAULT_CONCURRENCY
    this.#idleMs = options.idleMs ?? DEFAULT_IDLE_MS
    this.#leaseMs = limits.totalMs + LEASE_MARGIN_MS
    const {targets: policy} = options
    this.#sender = new Sender({policy, limits, connections: this.#concurrency})
  }

  start(): void {
    this.#loop ??= this.#run()
  }

  /** Takes no more work, lets what is under way end within `graceMs`, gives the rest back. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort()
    const timer = setTimeout(() => this.#cancelling.abort(), graceMs)
    await this.#loop
    await Promise.all(this.#sending)
    clearTimeout(timer)
    await this.#turn(0).catch(this.#options.onError)
    await this.#sender.close()
  }

  async #run(): Promise<void> {
    const {store, onError} = this.#options
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#oneTurn()
      } catch (error) {
        // A full disk, say. The outcomes are kept, and written when the store takes them again.
        onError(error)
        const {workArrived} = store
        await workArrived.wait(workArrived.count, FAILURE_PAUSE_MS, this.#stopping.signal)
      }
    }
  }

  async #oneTurn(): Promise<void> {
    const {store} = this.#options
    const arrived = store.workArrived.count
    const ended = this.#ended.count
    const free = this.#concurrency - this.#sending.size
    const wrote = this.#records.length > 0
    const claimed = wrote || free > 0 ? await this.#turn(free) : 0
    if (claimed > 0 || wrote) await this.#gather()
    else if (free === 0) await this.#ended.wait(ended, this.#idleMs, this.#stopping.signal)
    else await this.#idle(arrived, ended)
  }

  /** Waits until half of what is under way has ended, but not for long. */
  async #gather(): Promise<void> {
    if (this.#sending.size < this.#concurrency / 2) return
    const until = performance.now() + GATHER_MS
    while (this.#sending.size > this.#concurrency / 2) {
      const leftMs = until - performance.now()
      if (leftMs <= 0) return
      await this.#ended.wait(this.#ended.count, leftMs, this.#stopping.signal)
    }
  }

  /** Writes what ended and claims up to `limit`; how many those are. */
  async #turn(limit: number): Promise<number> {
    const claim = limit > 0 ? {leaseMs: this.#leaseMs, limit} : undefined
    const written = this.#records.length
    const claimed = await this.#options.store.queue.turn(this.#records.slice(0, written), claim)
    this.#records = this.#records.slice(written)
    for (const delivery of claimed) {
      const attempt = this.#attempt(delivery)
        .catch(this.#options.onError)
        .finally(() => {
          this.#sending.delete(attempt)
          this.#ended.notify()
        })
      this.#sending.add(attempt)
    }
    return claimed.length
  }

  /** Sleeps until work comes, an attempt ends, or something known falls due. */
  async #idle(arrived: number, ended: number): Promise<void> {
    const {store, clock} = this.#options
    const dueAt = await store.queue.nextDueAt()
    const dueInMs = dueAt === undefined ? this.#idleMs : Math.max(dueAt - clock.now(), 0)
    const waitMs = Math.min(dueInMs, this.#idleMs)
    const awake = new AbortController()
    const stop = AbortSignal.any([awake.signal, this.#stopping.signal])
    await Promise.race([
      store.workArrived.wait(arrived, waitMs, stop),
      this.#ended.wait(ended, waitMs, stop),
    ])
    awake.abort()
  }

  async #attempt(delivery: ClaimedDelivery): Promise<void> {
    const {clock, random, retryPolicy, targetUrl, store, onAttempt} = this.#options
    const {seq, claim, attemptCount, scheduleStart, webhook, body} = delivery
    const startedAt = clock.now()
    const headers = this.#headers(delivery)
    const cancel = this.#cancelling.signal
    const outcome = await this.#sender.send({url: targetUrl(webhook), headers, body}, cancel)
    if (cancel.aborted && outcome.kind === 'failed') return store.queue.release([delivery])
    const next = nextAttempt({
      policy: retryPolicy(webhook),
      attempts: attemptCount - scheduleStart,
      outcome,
      now: clock.now(),
      chance: random(),
    })
    onAttempt?.({delivery, outcome, next})
    this.#records.push({seq, claim, n: attemptCount, startedAt, headers, outcome, next})
  }

  /** The vendor's headers, then ours, which nothing may replace. Signatures use real time. */
  #headers({eventId, webhook, body, contentType}: ClaimedDelivery): Record<string, string> {
    const now = Date.now()
    const previous = webhook.previousSigningSecret
    const stillSigns =
      previous !== undefined && previous.until.getTime() > this.#options.clock.now()
    const secrets = stillSigns ? [webhook.signingSecret, previous.secret] : [webhook.signingSecret]
    return {
      'content-type': contentType,
      'user-agent': this.#options.userAgent,
      ...this.#options.prove(webhook, body),
      ...standardHeaders({id: eventId, timestamp: Math.floor(now / 1000), body, secrets}),
    }
  }
}
