import type {WebhookState} from '../../src/core/webhook.ts'

/** Milliseconds between attempts; not random, so that the model knows each due time. */
export const DELAYS_MS = [1000, 10_000]

export type ModelDelivery = {
  readonly webhook: ModelWebhook
  state: 'pending' | 'delivered' | 'failed' | 'cancelled'
  /** Undefined while the webhook holds the delivery, and after the delivery has ended. */
  dueAt: number | undefined
  attempts: number
  /** Number of attempts before the current schedule started. */
  scheduleStart: number
  /** A crash interrupted it, so nobody can know how many attempts were made. */
  isUncertain: boolean
}

export type ModelWebhook = {
  readonly id: string
  readonly path: string
  state: WebhookState
  deleted: boolean
  succeeds: boolean
  signingSecret: string
}

/** What the store and the dispatcher should do, described as simply as possible. */
export class Model {
  readonly webhooks: ModelWebhook[] = []
  readonly deliveries = new Map<string, ModelDelivery>()
  now: number

  constructor(now: number) {
    this.now = now
  }

  listWebhooks(): ModelWebhook[] {
    return this.webhooks.filter(({deleted}) => !deleted)
  }

  setState(webhook: ModelWebhook, state: WebhookState): void {
    webhook.state = state
    for (const delivery of this.#pendingOf(webhook)) {
      if (state !== 'enabled') delivery.dueAt = undefined
      else delivery.dueAt ??= this.now
    }
  }

  delete(webhook: ModelWebhook): void {
    webhook.deleted = true
    for (const delivery of this.#pendingOf(webhook)) {
      delivery.state = 'cancelled'
      delivery.dueAt = undefined
    }
  }

  published(id: string, webhook: ModelWebhook, isUncertain: boolean): void {
    this.deliveries.set(id, {
      webhook,
      state: 'pending',
      dueAt: webhook.state === 'enabled' ? this.now : undefined,
      attempts: 0,
      scheduleStart: 0,
      isUncertain,
    })
  }

  retried(delivery: ModelDelivery): void {
    delivery.state = 'pending'
    delivery.scheduleStart = delivery.attempts
    delivery.dueAt = delivery.webhook.state === 'enabled' ? this.now : undefined
  }

  /** Makes every attempt that is due now. */
  settle(): void {
    for (const delivery of this.deliveries.values()) {
      if (delivery.isUncertain || delivery.state !== 'pending') continue
      while (delivery.dueAt !== undefined && delivery.dueAt <= this.now) this.#attempt(delivery)
    }
  }

  /** Moves the time forward, from one due time to the next. */
  advance(ms: number): void {
    const end = this.now + ms
    this.settle()
    for (;;) {
      const dueAts = [...this.deliveries.values()].flatMap(({isUncertain, dueAt = Infinity}) =>
        isUncertain ? [] : [dueAt],
      )
      const next = Math.min(Infinity, ...dueAts)
      if (next > end) break
      this.now = next
      this.settle()
    }
    this.now = end
  }

  #attempt(delivery: ModelDelivery): void {
    delivery.attempts++
    const delayMs = DELAYS_MS[delivery.attempts - delivery.scheduleStart - 1]
    if (delivery.webhook.succeeds) delivery.state = 'delivered'
    else if (delayMs === undefined) delivery.state = 'failed'
    delivery.dueAt =
      delivery.state === 'pending' && delayMs !== undefined ? this.now + delayMs : undefined
  }

  #pendingOf(webhook: ModelWebhook): ModelDelivery[] {
    return [...this.deliveries.values()].filter(
      (each) => each.webhook === webhook && each.state === 'pending',
    )
  }
}
