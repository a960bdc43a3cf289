import {Signal} from '../../src/core/signal.ts'
import type {Received} from '../../src/receiver/receiver.ts'
import {findShortGaps, findWrongOutcomes, isFifo} from './history-outcomes.ts'
import {idOf, isSigned} from './history-signing.ts'

/** What a test knows about a webhook whose deliveries it checks. */
export type Watched = {
  readonly id: string
  /** The path at the receiver; it identifies the requests of this webhook. */
  readonly path: string
  /** Every secret that may have been used to sign, `whsec_…`. */
  readonly signingSecrets: string[]
  readonly fifo?: boolean
}

/** A delivery as the store has it at the end. */
export type FinalDelivery = {
  readonly id: string
  readonly eventId: string
  readonly webhookId: string
  readonly state: 'pending' | 'delivered' | 'failed' | 'cancelled'
  readonly attemptCount: number
  readonly dueAt?: string | undefined
  readonly body: string
  readonly attempts: readonly {
    readonly n: number
    readonly startedAt: string
    readonly durationMs: number
    readonly code?: number | undefined
  }[]
}

export type FinalState = {
  readonly webhooks: readonly Watched[]
  /** In the order in which they were accepted. */
  readonly deliveries: readonly FinalDelivery[]
  /** The retry schedule without jitter, in milliseconds; without it, I6 is not checked. */
  readonly delaysMs?: readonly number[]
}

type Seen = Received & {readonly ok: boolean; readonly atMs: number}
export type Change = {
  readonly webhookId: string
  readonly kind: 'held' | 'released'
  readonly atMs: number
}

/** An attempt that began before its webhook was held may arrive this much later. */
const IN_FLIGHT_MS = 1000
/** By this time after a server is killed, the receiver has read everything it sent. */
const AFTER_DEATH_MS = 200

/**
 * What happened, as seen from outside: what was submitted and acknowledged, what the receivers got,
 * and which faults occurred. `problems` checks it against the guarantees.
 *
 * All times are from the clock of one machine, in milliseconds since the epoch.
 */
export class History {
  readonly #now: () => number
  readonly #submitted = new Set<string>()
  readonly #accepted = new Map<string, readonly string[]>()
  readonly #seen: Seen[] = []
  readonly #changes: Change[] = []
  /** Crashes and manual retries: after one, a delivery may be sent again although it succeeded. */
  readonly #faults: {readonly atMs: number; readonly deliveryId?: string}[] = []
  readonly #cancelled = new Set<string>()

  /** Notified whenever an event is acknowledged. */
  readonly acceptances = new Signal()

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Ids of the acknowledged events, oldest first. */
  get acceptedIds(): readonly string[] {
    return [...this.#accepted.keys()]
  }

  get seenCount(): number {
    return this.#seen.length
  }

  /** Call it before the request. The payload must contain `marker`. */
  submitted(marker: string): void {
    this.#submitted.add(marker)
  }

  accepted(eventId: string, deliveryIds: readonly string[]): void {
    this.#accepted.set(eventId, deliveryIds)
    this.acceptances.notify()
  }

  /** `ok` is true if the receiver answers with a success status. */
  seen(request: Received, ok: boolean): void {
    this.#seen.push({...request, ok, atMs: this.#now()})
  }

  /** Call it after a command that disabled, paused or deleted the webhook has returned. */
  held(webhookId: string): void {
    this.#changes.push({webhookId, kind: 'held', atMs: this.#now()})
  }

  /** Call it before a command that enables the webhook is sent. */
  released(webhookId: string): void {
    this.#changes.push({webhookId, kind: 'released', atMs: this.#now()})
  }

  /** The server crashed or, with `deliveryId`, somebody retried that delivery. */
  fault(deliveryId?: string): void {
    this.#faults.push({atMs: this.#now(), ...(deliveryId === undefined ? {} : {deliveryId})})
  }

  /** Call it before a command that cancels this delivery is sent. */
  cancelled(deliveryId: string): void {
    this.#cancelled.add(deliveryId)
  }

  /** One sentence for each broken guarantee; empty if there is none. */
  problems(state: FinalState): string[] {
    return [
      ...this.#findLost(state),
      ...this.#findUnknown(),
      ...this.#findChanged(state),
      ...this.#findDuplicates(state),
      ...this.#findDisorder(state),
      ...findShortGaps(state, this.#changes),
      ...this.#findSentWhileHeld(state),
      ...findWrongOutcomes(state),
    ]
  }

  /** I1: each acknowledged event ends delivered, failed, cancelled on request, or scheduled. */
  #findLost({deliveries, webhooks}: FinalState): string[] {
    const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]))
    const wasHeld = new Set(this.#changes.map(({webhookId}) => webhookId))
    const pathOf = new Map(webhooks.map(({id, path}) => [id, path]))
    const arrived = new Set(
      this.#seen.filter(({ok}) => ok).map((seen) => `${seen.path} ${idOf(seen)}`),
    )
    return [...this.#accepted].flatMap(([eventId, ids]) =>
      ids.flatMap((id) => {
        const final = byId.get(id)
        if (final === undefined) return [`I1: ${id} of acknowledged ${eventId} is gone`]
        const {state, webhookId, dueAt} = final
        if (state === 'delivered' && !arrived.has(`${pathOf.get(webhookId)} ${eventId}`)) {
          return [`I1: ${id} counts as delivered, but its receiver never accepted it`]
        }
        if (state === 'cancelled' && !wasHeld.has(webhookId) && !this.#cancelled.has(id))
          return [`I1: ${id} is cancelled, but nobody cancelled it`]
        const waits = dueAt !== undefined || wasHeld.has(webhookId) || isFifo(webhooks, webhookId)
        return state === 'pending' && !waits ? [`I1: ${id} is pending, but never due`] : []
      }),
    )
  }

  /** I2: only what was submitted arrives. */
  #findUnknown(): string[] {
    return this.#seen.flatMap((seen) => {
      const text = seen.body.toString()
      const known = [...text.matchAll(/marker-[\w-]+/g)].some(([marker]) =>
        this.#submitted.has(marker),
      )
      return known ? [] : [`I2: ${idOf(seen)} was never submitted: ${text.slice(0, 80)}`]
    })
  }

  /** I3: all attempts have the same id and bytes, each with a signature for its own timestamp. */
  #findChanged({deliveries, webhooks}: FinalState): string[] {
    const stored = new Map(
      deliveries.map((each) => [`${each.webhookId} ${each.eventId}`, each.body]),
    )
    return this.#seen.flatMap((seen) => {
      const webhook = webhooks.find(({path}) => path === seen.path)
      if (webhook === undefined) return [`I3: a request to ${seen.path}, which no webhook has`]
      const body = stored.get(`${webhook.id} ${idOf(seen)}`)
      const problems: string[] = []
      if (body !== undefined && !seen.body.equals(Buffer.from(body))) {
        problems.push(`I3: an attempt of ${idOf(seen)} has different bytes from its delivery`)
      }
      if (!isSigned(seen, webhook))
        problems.push(`I3: an attempt of ${idOf(seen)} has no valid signature`)
      return problems
    })
  }

  /** I4: a delivery is sent again after a success only if the outcome may have been lost. */
  #findDuplicates({webhooks, deliveries}: FinalState): string[] {
    return [...this.#bySubject(webhooks)].flatMap(([subject, all]) =>
      all.slice(1).flatMap((later, index) => {
        const earlier = all[index]
        if (earlier === undefined || !earlier.ok) return []
        const delivery = deliveries.find((each) => `${each.webhookId} ${each.eventId}` === subject)
        const excused = this.#faults.some(
          ({atMs, deliveryId}) =>
            // A request may be read after the death of the server that sent it was recorded.
            atMs >= earlier.atMs - (deliveryId === undefined ? AFTER_DEATH_MS : 0) &&
            atMs <= later.atMs &&
            (deliveryId === undefined || deliveryId === delivery?.id),
        )
        return excused ? [] : [`I4: ${subject} was sent again after it had been accepted`]
      }),
    )
  }

  /** I5: a webhook with strict order gets each event after the previous one has ended. */
  #findDisorder({webhooks, deliveries}: FinalState): string[] {
    return webhooks
      .filter(({fifo}) => fifo === true)
      .flatMap(({id, path}) => {
        const order = deliveries
          .filter(({webhookId}) => webhookId === id)
          .map(({eventId}) => eventId)
        const placeOf = new Map(order.map((eventId, place) => [eventId, place]))
        let reached = -1
        return this.#seen
          .filter((seen) => seen.path === path)
          .flatMap((seen) => {
            const place = placeOf.get(idOf(seen)) ?? -1
            const late = place < reached
            reached = Math.max(reached, place)
            return late ? [`I5: ${id} got ${idOf(seen)} after a later event`] : []
          })
      })
  }

  /** I7: no attempt starts after a hold was acknowledged. */
  #findSentWhileHeld({webhooks}: FinalState): string[] {
    return this.#seen.flatMap((seen) => {
      const id = webhooks.find(({path}) => path === seen.path)?.id
      const last = this.#changes.findLast(
        ({webhookId, atMs}) => webhookId === id && atMs <= seen.atMs,
      )
      if (last?.kind !== 'held') return []
      // Nothing sent by one server is still in flight when the next one runs.
      const died = this.#faults.find(({atMs}) => atMs >= last.atMs)?.atMs ?? Infinity
      const latestMs = Math.min(last.atMs + IN_FLIGHT_MS, died + AFTER_DEATH_MS)
      const sentLate = seen.atMs > latestMs
      return sentLate ? [`I7: ${id} got ${idOf(seen)} while it was held`] : []
    })
  }

  #bySubject(webhooks: readonly Watched[]): Map<string, Seen[]> {
    return Map.groupBy(this.#seen, (seen) => {
      const id = webhooks.find(({path}) => path === seen.path)?.id ?? seen.path
      return `${id} ${idOf(seen)}`
    })
  }
}
