import type {DeliveryState, Outcome} from '../../core/delivery.ts'
import type {QueueStats} from '../../store/stats.ts'
import {
  AGE_BUCKETS,
  ATTEMPT_BUCKETS,
  COMMIT_BUCKETS,
  Counter,
  gaugeLines,
  Histogram,
} from './metrics.ts'

/** An attempt that ended. */
export type CountedAttempt = {
  readonly provider: string
  readonly webhookId: string
  readonly outcome: Outcome
  /** What the delivery is now. */
  readonly state: DeliveryState
  /** From the event's acceptance to the attempt, if it was the first; milliseconds. */
  readonly queueAgeMs?: number | undefined
}

export type Load = QueueStats & {readonly inFlight: number}

export type Totals = {
  readonly attempts: number
  readonly delivered: number
  readonly failed: number
  readonly pruned: number
}

/** What a server has done since it started, for people who watch it. */
export class Telemetry {
  readonly #attempts = new Counter({
    name: 'hooks_attempts_total',
    help: 'Attempts by what came of them: the class of the status, or why there was no answer.',
  })
  readonly #byWebhook = new Counter({
    name: 'hooks_webhook_attempts_total',
    help: 'Attempts by webhook; webhooks beyond the first thousand series are "other".',
  })
  readonly #delivered = new Counter({
    name: 'hooks_delivered_total',
    help: 'Deliveries that a receiver took.',
  })
  readonly #failed = new Counter({
    name: 'hooks_failed_total',
    help: 'Deliveries given up after their last attempt.',
  })
  readonly #pruned = new Counter({
    name: 'hooks_pruned_rows_total',
    help: 'Rows forgotten because they were kept long enough.',
  })
  readonly #durations = new Histogram(
    {name: 'hooks_attempt_duration_seconds', help: 'How long attempts take.'},
    ATTEMPT_BUCKETS,
  )
  readonly #ages = new Histogram(
    {
      name: 'hooks_queue_age_seconds',
      help: 'From the acceptance of an event to the start of the first attempt.',
    },
    AGE_BUCKETS,
  )
  readonly #commits = new Histogram(
    {
      name: 'hooks_store_commit_seconds',
      help: 'How long commits of the store take, sync included.',
    },
    COMMIT_BUCKETS,
  )

  constructor() {
    this.#pruned.add({}, 0)
  }

  attempted({provider, webhookId, outcome, state, queueAgeMs}: CountedAttempt): void {
    const result =
      outcome.kind === 'answered' ? `${Math.trunc(outcome.code / 100)}xx` : outcome.reason
    this.#attempts.add({provider, result})
    this.#byWebhook.add({webhook: webhookId, result})
    this.#durations.observe(outcome.durationMs / 1000, {provider})
    if (queueAgeMs !== undefined) this.#ages.observe(Math.max(queueAgeMs, 0) / 1000, {provider})
    // Told from zero, so that the first one shows as an increase.
    this.#delivered.add({provider}, state === 'delivered' ? 1 : 0)
    this.#failed.add({provider}, state === 'failed' ? 1 : 0)
  }

  committed(durationMs: number): void {
    this.#commits.observe(durationMs / 1000)
  }

  pruned(rows: number): void {
    this.#pruned.add({}, rows)
  }

  totals(): Totals {
    return {
      attempts: this.#attempts.total,
      delivered: this.#delivered.total,
      failed: this.#failed.total,
      pruned: this.#pruned.total,
    }
  }

  /** Prometheus text. `now` in milliseconds since the epoch. */
  text({pending, due, oldestDueAt, inFlight}: Load, now: number): string {
    const lateMs = oldestDueAt === undefined ? 0 : now - oldestDueAt.getTime()
    const gauges = [
      ['hooks_pending', 'Deliveries that are not over.', pending],
      ['hooks_due', 'Deliveries that wait for an attempt now.', due],
      ['hooks_in_flight', 'Attempts under way.', inFlight],
      ['hooks_oldest_due_seconds', 'How late the oldest of the due ones is.', lateMs / 1000],
    ] as const
    const counted = [this.#attempts, this.#byWebhook, this.#delivered, this.#failed, this.#pruned]
    const measured = [this.#durations, this.#ages, this.#commits]
    const lines = [
      ...gauges.flatMap(([name, help, value]) => gaugeLines({name, help}, value)),
      ...[...counted, ...measured].flatMap((metric) => metric.lines()),
    ]
    return `${lines.join('\n')}\n`
  }
}
