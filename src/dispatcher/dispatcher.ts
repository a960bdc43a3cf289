import type {Claim, ClaimedDelivery} from '../store/queue/claimed.ts'
import type {AttemptRecord} from '../store/queue/record.ts'
import type {Outcome} from '../core/delivery.ts'
import type {StoredWebhook} from '../store/rows/stored-webhook.ts'
import {Signal} from '../core/signal.ts'
import {healthOf} from './health.ts'
import {AttemptMasker} from './mask-attempt.ts'
import type {DispatcherOptions} from './options.ts'
import {Pace} from './pace.ts'
import {type Plan, Planner} from './plan.ts'
import {nextAttempt} from './retry-policy.ts'
import {SEND_LIMITS, Sender} from '../sending/send.ts'

/** What a lease has over the longest attempt: room for the commits around it. Milliseconds. */
const LEASE_MARGIN_MS = 10_000
const DEFAULT_IDLE_MS = 1000
/** How long to leave a store in peace that failed; milliseconds. */
const FAILURE_PAUSE_MS = 1000
const DEFAULT_CONCURRENCY = 256
const DEFAULT_WEBHOOK_CONCURRENCY = 64
/**
 * How long a turn waits for more attempts to end, once one has; milliseconds. Syncing the disk
 * costs about as much, and the more outcomes share a sync the better.
 */
const GATHER_MS = 3

type Ended = {readonly plan: Plan; readonly startedAt: number; readonly outcome: Outcome}

/** What a turn had seen when it began. */
type Seen = {readonly arrived: number; readonly ended: number; readonly lookedAt: number}

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
  readonly #planner: Planner
  readonly #masker = new AttemptMasker()
  readonly #pace: Pace
  /** Attempts under way, with the numbers of their deliveries. */
  readonly #sending = new Map<Promise<void>, number>()
  /** Those of them that a turn waits for. */
  readonly #awaited = new Set<Promise<void>>()
  /** It fell asleep with nothing left to do for now. */
  readonly #quiet = new Signal()
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
    this.#planner = new Planner(options)
    this.#pace = new Pace({concurrency: options.webhookConcurrency ?? DEFAULT_WEBHOOK_CONCURRENCY})
    const {targets: policy} = options
    this.#sender = new Sender({policy, limits, connections: this.#concurrency})
  }

  start(): void {
    this.#loop ??= this.#run()
  }

  /** How many attempts are under way. */
  get inFlight(): number {
    return this.#sending.size
  }

  /** Resolves when all that is due now was sent and written down. */
  async quiet(): Promise<void> {
    const {workArrived} = this.#options.store
    const seen = this.#quiet.count
    workArrived.notify()
    while (this.#quiet.count === seen && !this.#stopping.signal.aborted) {
      await this.#quiet.wait(seen, this.#idleMs, this.#stopping.signal)
    }
  }

  /**
   * When there is something to do next, in milliseconds since the epoch; undefined for never. What
   * was due at `lookedAt` already waits for something else than time.
   */
  async nextWakeAt(lookedAt = Infinity): Promise<number | undefined> {
    const {store, clock} = this.#options
    const since = Math.min(lookedAt, clock.now())
    const dueAt = await store.queue.nextDueAt(since)
    const pausedUntil = this.#pace.nextAt(since)
    if (dueAt === undefined || pausedUntil === undefined) return dueAt ?? pausedUntil
    return Math.min(dueAt, pausedUntil)
  }

  /** Takes no more work, lets what is under way end within `graceMs`, gives the rest back. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort()
    const timer = setTimeout(() => this.#cancelling.abort(), graceMs)
    await this.#loop
    await Promise.all(this.#sending.keys())
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
    const {store, clock} = this.#options
    const arrived = store.workArrived.count
    const ended = this.#ended.count
    const lookedAt = clock.now()
    const free = this.#concurrency - this.#sending.size
    const wrote = this.#records.length > 0
    const claimed = wrote || free > 0 ? await this.#turn(free) : 0
    if (claimed > 0 || wrote) await this.#gather()
    else if (free === 0) await this.#ended.wait(ended, this.#idleMs, this.#stopping.signal)
    else await this.#idle({arrived, ended, lookedAt})
  }

  /**
   * Waits until half of what is under way has ended, but not for long. Once it has waited in vain,
   * it does not wait for the same again: a receiver that hangs would slow down every turn.
   */
  async #gather(): Promise<void> {
    const started = this.#awaited.size
    const until = performance.now() + GATHER_MS
    while (this.#awaited.size > started / 2) {
      const leftMs = until - performance.now()
      if (leftMs <= 0) break
      await this.#ended.wait(this.#ended.count, leftMs, this.#stopping.signal)
    }
    if (this.#awaited.size === started) this.#awaited.clear()
  }

  /** Writes what ended and claims up to `limit`; how many those are. */
  async #turn(limit: number): Promise<number> {
    const claim = limit > 0 ? this.#claim(limit) : undefined
    const written = this.#records.length
    const claimed = await this.#options.store.queue.turn(this.#records.slice(0, written), claim)
    this.#records = this.#records.slice(written)
    for (const delivery of claimed) {
      const {webhook} = delivery
      this.#pace.begin(webhook.id, webhook.delivery, this.#options.clock.now())
      const attempt = this.#attempt(delivery)
        .catch(this.#options.onError)
        .finally(() => {
          this.#sending.delete(attempt)
          this.#awaited.delete(attempt)
          this.#ended.notify()
        })
      this.#sending.set(attempt, delivery.seq)
      this.#awaited.add(attempt)
    }
    return claimed.length
  }

  #claim(limit: number): Claim {
    const now = this.#options.clock.now()
    const room = ({id, delivery}: StoredWebhook) => this.#pace.room(id, delivery, now)
    const underWay = new Set(this.#sending.values())
    return {leaseMs: this.#leaseMs, limit, room, full: this.#pace.full(now), underWay}
  }

  /** Sleeps until work comes, an attempt ends, or something known falls due. */
  async #idle({arrived, ended, lookedAt}: Seen): Promise<void> {
    const {store, clock} = this.#options
    const wakeAt = await this.nextWakeAt(lookedAt)
    const wakeInMs = wakeAt === undefined ? this.#idleMs : Math.max(wakeAt - clock.now(), 0)
    const waitMs = Math.min(wakeInMs, this.#idleMs)
    const isQuiet = this.#sending.size === 0 && this.#ended.count === ended
    if (isQuiet && store.workArrived.count === arrived) this.#quiet.notify()
    const awake = new AbortController()
    const stop = AbortSignal.any([awake.signal, this.#stopping.signal])
    await Promise.race([
      store.workArrived.wait(arrived, waitMs, stop),
      this.#ended.wait(ended, waitMs, stop),
    ])
    awake.abort()
  }

  async #attempt(delivery: ClaimedDelivery): Promise<void> {
    const {clock, store} = this.#options
    const {webhook} = delivery
    const startedAt = clock.now()
    const plan = this.#planner.plan(delivery)
    const cancel = this.#cancelling.signal
    const {sending} = plan
    const outcome: Outcome =
      typeof sending === 'string'
        ? {kind: 'failed', reason: sending, durationMs: 0}
        : await this.#sender.send(sending, cancel)
    this.#pace.end(webhook.id, outcome, webhook.delivery, clock.now())
    if (cancel.aborted && outcome.kind === 'failed') return store.queue.release([delivery])
    this.#end(delivery, {plan, startedAt, outcome})
  }

  /** Writes down what became of it. */
  #end(delivery: ClaimedDelivery, {plan, startedAt, outcome}: Ended): void {
    const {clock, random, onAttempt, onError} = this.#options
    const {seq, claim, attemptCount, scheduleStart, webhook} = delivery
    const headers = typeof plan.sending === 'string' ? {} : plan.sending.headers
    const next = nextAttempt({
      policy: plan.policy,
      attempts: attemptCount - scheduleStart,
      outcome,
      now: clock.now(),
      chance: random(),
    })
    this.#records.push({
      webhookId: webhook.id,
      seq,
      claim,
      n: attemptCount,
      startedAt,
      ...this.#masker.withoutSecrets({headers, outcome}, plan.secrets),
      next,
      health: healthOf(webhook, {outcome, next}, clock.now()),
      fifo: webhook.delivery.fifo,
    })
    try {
      onAttempt?.({delivery, startedAt, outcome, next})
    } catch (error) {
      onError(error, delivery)
    }
  }
}
