import type {DeliveryState, Outcome} from '../../core/delivery.ts'
import type {QueueStats} from '../../store/stats.ts'
import {
  AGE_BUCKETS,
  ATTEMPT_BUCKETS,
  COMMIT_BUCKETS,
  Counter,
  formatGauge,
  Histogram,
} from './metrics.ts'

/** An attempt that ended. */
export type CountedAttempt = {
  readonly provider: string
  readonly webhookId: string
  readonly outcome: Outcome
  /** The state of the delivery after the attempt. */
  readonly state: DeliveryState
  /** From accepting the event to the first attempt; milliseconds. Absent for later attempts. */
  readonly queueAgeMs?: number | undefined
}

export type Load = QueueStats & {readonly inFlight: number}

export type Totals = {
  readonly attempts: number
  readonly delivered: number
  readonly failed: number
  readonly pruned: number
}

/** Metrics of a server since it started. */
export class Telemetry {
  readonly #attempts = new Counter({
    name: 'hooks_attempts_total',
    help: 'Delivery attempts by result: the status class, or the reason why there was no response.',
  })
  readonly #byWebhook = new Counter({
    name: 'hooks_webhook_attempts_total',
    help: 'Delivery attempts by webhook; after 1,000 series, further webhooks are counted as "other".',
  })
  readonly #delivered = new Counter({
    name: 'hooks_delivered_total',
    help: 'Deliveries accepted by a receiver.',
  })
  readonly #failed = new Counter({
    name: 'hooks_failed_total',
    help: 'Deliveries that failed after their last attempt.',
  })
  readonly #pruned = new Counter({
    name: 'hooks_pruned_rows_total',
    help: 'Rows deleted because their retention period ended.',
  })
  readonly #durations = new Histogram(
    {name: 'hooks_attempt_duration_seconds', help: 'Duration of delivery attempts.'},
    ATTEMPT_BUCKETS,
  )
  readonly #ages = new Histogram(
    {
      name: 'hooks_queue_age_seconds',
      help: 'Time from accepting an event to the start of its first delivery attempt.',
    },
    AGE_BUCKETS,
  )
  readonly #commits = new Histogram(
    {
      name: 'hooks_store_commit_seconds',
      help: 'Duration of store commits, including the sync to disk.',
    },
    COMMIT_BUCKETS,
  )

  constructor() {
    this.#pruned.add({}, 0)
  }

  countAttempt({provider, webhookId, outcome, state, queueAgeMs}: CountedAttempt): void {
    const result =
      outcome.kind === 'answered' ? `${Math.trunc(outcome.code / 100)}xx` : outcome.reason
    this.#attempts.add({provider, result})
    this.#byWebhook.add({webhook: webhookId, result})
    this.#durations.observe(outcome.durationMs / 1000, {provider})
    if (queueAgeMs !== undefined) this.#ages.observe(Math.max(queueAgeMs, 0) / 1000, {provider})
    // Reported from zero, so that the first one shows as an increase.
    this.#delivered.add({provider}, state === 'delivered' ? 1 : 0)
    this.#failed.add({provider}, state === 'failed' ? 1 : 0)
  }

  observeCommit(durationMs: number): void {
    this.#commits.observe(durationMs / 1000)
  }

  countPruned(rows: number): void {
    this.#pruned.add({}, rows)
  }

  computeTotals(): Totals {
    return {
      attempts: this.#attempts.total,
      delivered: this.#delivered.total,
      failed: this.#failed.total,
      pruned: this.#pruned.total,
    }
  }

  /** The Prometheus text format. `now` in milliseconds since the epoch. */
  formatMetrics({pending, due, oldestDueAt, inFlight}: Load, now: number): string {
    const lateMs = oldestDueAt === undefined ? 0 : now - oldestDueAt.getTime()
    const gauges = [
      ['hooks_pending', 'Pending deliveries.', pending],
      ['hooks_due', 'Deliveries due for an attempt now.', due],
      ['hooks_in_flight', 'Delivery attempts in progress.', inFlight],
      ['hooks_oldest_due_seconds', 'How long the oldest due delivery is overdue.', lateMs / 1000],
    ] as const
    const counters = [this.#attempts, this.#byWebhook, this.#delivered, this.#failed, this.#pruned]
    const histograms = [this.#durations, this.#ages, this.#commits]
    const lines = [
      ...gauges.flatMap(([name, help, value]) => formatGauge({name, help}, value)),
      ...[...counters, ...histograms].flatMap((metric) => metric.formatLines()),
    ]
    return `${lines.join('\n')}\n`
  }
}
