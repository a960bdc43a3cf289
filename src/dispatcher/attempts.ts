import type {Outcome} from '../core/delivery.ts'
import {SEND_LIMITS, Sender} from '../sending/send.ts'
import type {ClaimedDelivery} from '../store/queue/claimed.ts'
import type {AttemptRecord} from '../store/queue/record.ts'
import {updateHealth} from './health.ts'
import {AttemptMasker} from './mask-attempt.ts'
import type {DispatcherOptions} from './options.ts'
import {type AttemptPlan, Planner} from './plan.ts'
import {planNextAttempt} from './retry-policy.ts'

type Sent = {
  readonly plan: AttemptPlan
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly outcome: Outcome
}

/** Makes attempts: sends a claimed delivery once, and creates the record of the attempt. */
export class Attempts {
  readonly #options: DispatcherOptions
  readonly #planner: Planner
  readonly #sender: Sender
  readonly #masker = new AttemptMasker()

  /** `connections` is the most connections that are open at once. */
  constructor(options: DispatcherOptions, connections: number) {
    const {targets: policy, limits = SEND_LIMITS} = options
    this.#options = options
    this.#planner = new Planner(options)
    this.#sender = new Sender({policy, limits, connections})
  }

  /** A failing receiver is an outcome, not an error. */
  async send(delivery: ClaimedDelivery, cancel: AbortSignal): Promise<Sent> {
    const startedAt = this.#options.clock.now()
    const plan = this.#planner.plan(delivery)
    const {sending} = plan
    const outcome: Outcome =
      typeof sending === 'string'
        ? {kind: 'failed', reason: sending, durationMs: 0}
        : await this.#sender.send(sending, cancel)
    return {plan, startedAt, outcome}
  }

  /** The outcome and what happens next, with secrets masked. */
  createRecord(delivery: ClaimedDelivery, {plan, startedAt, outcome}: Sent): AttemptRecord {
    const {clock, random} = this.#options
    const {seq, claim, attemptCount, scheduleStart, webhook} = delivery
    const headers = typeof plan.sending === 'string' ? {} : plan.sending.headers
    const next = planNextAttempt({
      policy: plan.policy,
      attempts: attemptCount - scheduleStart,
      outcome,
      now: clock.now(),
      chance: random(),
    })
    return {
      webhookId: webhook.id,
      seq,
      claim,
      n: attemptCount,
      startedAt,
      ...this.#masker.withoutSecrets({headers, outcome}, plan.secrets),
      next,
      health: updateHealth(webhook, {outcome, next}, clock.now()),
      fifo: webhook.delivery.fifo,
    }
  }

  close(): Promise<void> {
    return this.#sender.close()
  }
}
