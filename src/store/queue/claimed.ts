import type {StoredWebhook} from '../rows/stored-webhook.ts'

/** A delivery that belongs to one dispatcher until its lease ends. */
export type ClaimedDelivery = {
  readonly seq: number
  readonly id: string
  readonly eventId: string
  readonly provider: string
  readonly eventType: string
  /** Fencing number: an outcome with an older claim number is discarded. */
  readonly claim: number
  /** Attempts begun, including the one that this claim is for. */
  readonly attemptCount: number
  /** Attempts made before the current schedule began. */
  readonly scheduleStart: number
  readonly createdAt: Date
  /** @throws HooksError conflict, when it is encrypted and cannot be decrypted */
  readonly body: string
  readonly contentType: string
  readonly webhook: StoredWebhook
}

/** How long a claim hides its deliveries from other dispatchers; times in milliseconds. */
export type Lease = {
  readonly leaseMs: number
  /** The longest an attempt may take; shorter than the lease, so that no two attempts overlap. */
  readonly attemptMs: number
}

export type Claim = Lease & {
  readonly limit: number
  /** How many deliveries a webhook may be sent now; unlimited when left out. */
  capacity?(webhook: StoredWebhook): number
  /** Ids of webhooks that may be sent nothing now: their backlog is skipped. */
  readonly full?: readonly string[]
  /**
   * Numbers of deliveries that the dispatcher is sending now. They are not claimed again, even if
   * their leases seem to have ended because the clock was set forward.
   */
  readonly underWay?: ReadonlySet<number>
}
