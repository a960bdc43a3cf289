import type {StoredWebhook} from '../rows/stored-webhook.ts'

/** A delivery in the hands of one dispatcher until its lease ends. */
export type ClaimedDelivery = {
  readonly seq: number
  readonly id: string
  readonly eventId: string
  readonly provider: string
  readonly eventType: string
  /** Fences its outcome: an older claim's is discarded. */
  readonly claim: number
  /** Attempts begun, the one that this claim is for included. */
  readonly attemptCount: number
  /** Attempts made before the schedule in force began. */
  readonly scheduleStart: number
  readonly createdAt: Date
  /** @throws HooksError conflict, where it is sealed and does not open */
  readonly body: string
  readonly contentType: string
  readonly webhook: StoredWebhook
}

/** How long a claim hides its deliveries from other dispatchers; times in milliseconds. */
export type Lease = {
  readonly leaseMs: number
  /** The longest that an attempt may take; less than the lease, else two could be under way. */
  readonly attemptMs: number
}

export type Claim = Lease & {
  readonly limit: number
  /** How many a webhook may be sent now; any number when left out. */
  room?(webhook: StoredWebhook): number
  /** Ids of webhooks that may be sent nothing now, so that their backlog is passed over. */
  readonly full?: readonly string[]
  /**
   * Numbers of deliveries that the claimant has in hand: never claimed, though by a clock that
   * was set forward their leases are over.
   */
  readonly underWay?: ReadonlySet<number>
}
