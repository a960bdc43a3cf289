import type {Claim, ClaimedDelivery, Lease} from '../store/queue/claimed.ts'
import type {AttemptRecord} from '../store/queue/record.ts'
import type {StoredWebhook} from '../store/rows/stored-webhook.ts'
import {Signal} from '../core/signal.ts'
import {Attempts} from './attempts.ts'
import {isInTime, computeLease} from './lease.ts'
import type {DispatcherOptions, EndedAttempt} from './options.ts'
import {Pace} from './pace.ts'
import {UnderWay} from './under-way.ts'
import {SEND_LIMITS} from '../sending/send.ts'

const DEFAULT_IDLE_MS = 1000
/** How long to wait before the next turn after the store failed; milliseconds. */
const FAILURE_PAUSE_MS = 1000
const DEFAULT_CONCURRENCY = 256
const DEFAULT_WEBHOOK_CONCURRENCY = 64

/** The state when a turn began: signal counts and the time in epoch milliseconds. */
type Seen = {readonly arrived: number; readonly ended: number; readonly lookedAt: number}

/**
 * Claims due deliveries from the store, sends them and records the outcomes.
 *
 * It works in turns. In one transaction, a turn writes the outcomes since the last turn and claims
 * as many deliveries as may be sent now. The busier the dispatcher, the more outcomes and claims
 * share a turn. The result of a turn decides what the loop waits for before the next one:
 *
 * - gather, after it wrote or claimed something: until half of the attempts under way have ended,
 *   but only for a few milliseconds.
 * - full, when nothing could be claimed because the limit of attempts under way is reached: until
 *   one of them ends.
 * - idle, when there was nothing to write or claim: until work arrives in the store, an attempt
 *   ends, the next delivery is due, or a webhook that was at its limit may be sent more.
 * - failure pause, when the store threw: until work arrives, but at most 1 s. The outcomes are
 *   kept for the next turn.
 *
 * Full and idle last at most `idleMs`, because another process may have added work. `stop` ends
 * every wait. Attempts under way get time to end before they are cancelled and released, and a
 * last turn writes their outcomes. `quiet` wakes the loop as if work had arrived, and resolves
 * when the loop goes idle with no attempt under way and no new work.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #concurrency: number
  readonly #lease: Lease
  readonly #idleMs: number
  readonly #attempts: Attempts
  readonly #pace: Pace
  readonly #underWay = new UnderWay()
  /** The loop went idle with nothing left to do for now. */
  readonly #quiet = new Signal()
  readonly #stopping = new AbortController()
  readonly #cancelling = new AbortController()
  #records: AttemptRecord[] = []
  #loop: Promise<void> | undefined

  constructor(options: DispatcherOptions) {
    const limits = options.limits ?? SEND_LIMITS
    this.#options = options
    this.#concurrency = options.concurrency ?? DEFAULT_CONCURRENCY
    this.#idleMs = options.idleMs ?? DEFAULT_IDLE_MS
    this.#lease = computeLease(limits)
    this.#attempts = new Attempts(options, this.#concurrency)
    this.#pace = new Pace({concurrency: options.webhookConcurrency ?? DEFAULT_WEBHOOK_CONCURRENCY})
  }

  start(): void {
    this.#loop ??= this.#run()
  }

  /** The number of attempts under way. */
  get inFlight(): number {
    return this.#underWay.size
  }

  /** Resolves when everything that is due now has been sent and recorded. */
  async waitUntilQuiet(): Promise<void> {
    const {workArrived} = this.#options.store
    const seen = this.#quiet.count
    workArrived.notify()
    while (this.#quiet.count === seen && !this.#stopping.signal.aborted) {
      await this.#quiet.wait(seen, this.#idleMs, this.#stopping.signal)
    }
  }

  /**
   * When there is something to do next, in milliseconds since the epoch; undefined for never.
   * Deliveries that were already due at `lookedAt` are ignored: they do not wait for a time.
   */
  async findNextWakeAt(lookedAt = Infinity): Promise<number | undefined> {
    const {store, clock} = this.#options
    const since = Math.min(lookedAt, clock.now())
    const dueAt = await store.queue.nextDueAt(since)
    const pausedUntil = this.#pace.findNextAt(since)
    if (dueAt === undefined || pausedUntil === undefined) return dueAt ?? pausedUntil
    return Math.min(dueAt, pausedUntil)
  }

  /** Claims nothing more, lets attempts under way end within `graceMs`, releases the rest. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort()
    const timer = setTimeout(() => this.#cancelling.abort(), graceMs)
    await this.#loop
    await this.#underWay.waitForAll()
    clearTimeout(timer)
    await this.#turn(0).catch(this.#options.onError)
    await this.#attempts.close()
  }

  async #run(): Promise<void> {
    const {store, onError} = this.#options
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#turnAndWait()
      } catch (error) {
        // For example a full disk. The outcomes are kept until the store accepts writes again.
        onError(error)
        const {workArrived} = store
        await workArrived.wait(workArrived.count, FAILURE_PAUSE_MS, this.#stopping.signal)
      }
    }
  }

  async #turnAndWait(): Promise<void> {
    const {store, clock} = this.#options
    const {ended} = this.#underWay
    const seen = {
      arrived: store.workArrived.count,
      ended: ended.count,
      lookedAt: clock.now(),
    }
    const free = this.#concurrency - this.#underWay.size
    const wrote = this.#records.length > 0
    const claimed = wrote || free > 0 ? await this.#turn(free) : 0
    if (claimed > 0 || wrote) await this.#underWay.waitForHalf(this.#stopping.signal)
    else if (free === 0) await ended.wait(seen.ended, this.#idleMs, this.#stopping.signal)
    else await this.#waitForWork(seen)
  }

  /** Writes outcomes and claims up to `limit` deliveries; returns how many were claimed. */
  async #turn(limit: number): Promise<number> {
    const {store, clock} = this.#options
    const askedAt = clock.now()
    const claim = limit > 0 ? this.#createClaim(limit, askedAt) : undefined
    const written = this.#records.length
    const claimed = await store.queue.turn(this.#records.slice(0, written), claim)
    this.#records = this.#records.slice(written)
    if (isInTime(this.#lease, clock.now() - askedAt)) claimed.forEach((each) => this.#begin(each))
    else if (claimed.length > 0) await store.queue.release(claimed)
    return claimed.length
  }

  #createClaim(limit: number, now: number): Claim {
    const capacity = ({id, delivery}: StoredWebhook) => this.#pace.countFree(id, delivery, now)
    const underWay = this.#underWay.listSeqs()
    return {...this.#lease, limit, capacity, full: this.#pace.listFull(now), underWay}
  }

  #begin(delivery: ClaimedDelivery): void {
    const {webhook} = delivery
    this.#pace.begin(webhook.id, webhook.delivery, this.#options.clock.now())
    this.#underWay.add(delivery.seq, this.#attempt(delivery).catch(this.#options.onError))
  }

  async #attempt(delivery: ClaimedDelivery): Promise<void> {
    const {clock, store} = this.#options
    const {webhook} = delivery
    const cancel = this.#cancelling.signal
    const sent = await this.#attempts.send(delivery, cancel)
    const {startedAt, outcome} = sent
    this.#pace.end(webhook.id, outcome, webhook.delivery, clock.now())
    if (cancel.aborted && outcome.kind === 'failed') return store.queue.release([delivery])
    const record = this.#attempts.createRecord(delivery, sent)
    this.#records.push(record)
    this.#notify({delivery, startedAt, outcome, next: record.next})
  }

  #notify(attempt: EndedAttempt): void {
    const {onAttempt, onError} = this.#options
    try {
      onAttempt?.(attempt)
    } catch (error) {
      onError(error, attempt.delivery)
    }
  }

  /** Waits until work arrives, an attempt ends, or the next known time is reached. */
  async #waitForWork({arrived, ended, lookedAt}: Seen): Promise<void> {
    const {store, clock} = this.#options
    const wakeAt = await this.findNextWakeAt(lookedAt)
    const wakeInMs = wakeAt === undefined ? this.#idleMs : Math.max(wakeAt - clock.now(), 0)
    const waitMs = Math.min(wakeInMs, this.#idleMs)
    const isQuiet = this.#underWay.size === 0 && this.#underWay.ended.count === ended
    if (isQuiet && store.workArrived.count === arrived) this.#quiet.notify()
    const awake = new AbortController()
    const stop = AbortSignal.any([awake.signal, this.#stopping.signal])
    await Promise.race([
      store.workArrived.wait(arrived, waitMs, stop),
      this.#underWay.ended.wait(ended, waitMs, stop),
    ])
    awake.abort()
  }
}
