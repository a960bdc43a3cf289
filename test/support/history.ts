import {Signal} from '../../src/core/signal.ts'
import type {Received} from '../../src/receiver/receiver.ts'
import {doubleOutcomes, gaps, isFifo} from './history-outcomes.ts'
import {idOf, isSigned} from './history-signing.ts'

/** What a test knows about a webhook whose deliveries it observes. */
export type Watched = {
  readonly id: string
  /** The receiver's path, which identifies the requests of this webhook. */
  readonly path: string
  /** Every secret that may have signed, `whsec_…`. */
  readonly signingSecrets: string[]
  readonly fifo?: boolean
}

/** A delivery as it is in the store at the end. */
export type Final = {
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

export type Ending = {
  readonly webhooks: readonly Watched[]
  /** In the order of acceptance. */
  readonly deliveries: readonly Final[]
  /** Milliseconds between attempts, before jitter. */
  readonly delaysMs?: readonly number[]
}

type Seen = Received & {readonly ok: boolean; readonly atMs: number}
export type Change = {
  readonly webhookId: string
  readonly kind: 'held' | 'freed'
  readonly atMs: number
}

/** How much later an attempt may arrive that started before its webhook was held. */
const IN_FLIGHT_MS = 1000
/** By then, receivers have read what a dead server had sent. */
const AFTER_DEATH_MS = 200

/**
 * What happened as seen from outside: what was submitted and acknowledged, what receivers got, and
 * which faults occurred. `problems` compares it with the guarantees.
 *
 * Times are of one machine's clock, milliseconds since the epoch.
 */
export class History {
  readonly #now: () => number
  readonly #submitted = new Set<string>()
  readonly #accepted = new Map<string, readonly string[]>()
  readonly #seen: Seen[] = []
  readonly #changes: Change[] = []
  /** Reasons for which a successful attempt may be repeated: a crash, a manual retry. */
  readonly #faults: {readonly atMs: number; readonly deliveryId?: string}[] = []

  readonly #cancelled = new Set<string>()

  /** Notified of each acknowledged event. */
  readonly acceptances = new Signal()

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Events that were acknowledged, oldest first. */
  get acceptedIds(): readonly string[] {
    return [...this.#accepted.keys()]
  }

  get seenCount(): number {
    return this.#seen.length
  }

  /** Call it before the request; `marker` is in the payload. */
  submitted(marker: string): void {
    this.#submitted.add(marker)
  }

  accepted(eventId: string, deliveryIds: readonly string[]): void {
    this.#accepted.set(eventId, deliveryIds)
    this.acceptances.notify()
  }

  /** `ok`: whether the response as a whole is a success. */
  seen(request: Received, ok: boolean): void {
    this.#seen.push({...request, ok, atMs: this.#now()})
  }

  /** Call it after the command that disabled, paused or deleted the webhook has returned. */
  held(webhookId: string): void {
    this.#changes.push({webhookId, kind: 'held', atMs: this.#now()})
  }

  /** Call it before the command that enables the webhook is sent. */
  freed(webhookId: string): void {
    this.#changes.push({webhookId, kind: 'freed', atMs: this.#now()})
  }

  /** The server died; without `deliveryId`, this concerns every delivery. */
  fault(deliveryId?: string): void {
    this.#faults.push({atMs: this.#now(), ...(deliveryId === undefined ? {} : {deliveryId})})
  }

  /** Call it before the command that cancels this delivery is sent. */
  cancelled(deliveryId: string): void {
    this.#cancelled.add(deliveryId)
  }

  /** One sentence for each broken guarantee; empty if there is none. */
  problems(ending: Ending): string[] {
    return [
      ...this.#lost(ending),
      ...this.#unknown(),
      ...this.#changed(ending),
      ...this.#duplicates(ending),
      ...this.#disorder(ending),
      ...gaps(ending, this.#changes),
      ...this.#sentWhileHeld(ending),
      ...doubleOutcomes(ending),
    ]
  }

  /** I1: every acknowledged event ends as delivered, failed, cancelled by a command, or still scheduled. */
  #lost({deliveries, webhooks}: Ending): string[] {
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
          return [`I1: ${id} counts as delivered, but its receiver never took it`]
        }
        if (state === 'cancelled' && !wasHeld.has(webhookId) && !this.#cancelled.has(id))
          return [`I1: ${id} was cancelled by nobody`]
        const waits = dueAt !== undefined || wasHeld.has(webhookId) || isFifo(webhooks, webhookId)
        return state === 'pending' && !waits ? [`I1: ${id} is pending, but never due`] : []
      }),
    )
  }

  /** I2: nothing arrives that was not submitted. */
  #unknown(): string[] {
    return this.#seen.flatMap((seen) => {
      const text = seen.body.toString()
      const known = [...text.matchAll(/marker-[\w-]+/g)].some(([marker]) =>
        this.#submitted.has(marker),
      )
      return known ? [] : [`I2: ${idOf(seen)} was never submitted: ${text.slice(0, 80)}`]
    })
  }

  /** I3: id and bytes are the same in all attempts, and each is signed with its own time. */
  #changed({deliveries, webhooks}: Ending): string[] {
    const stored = new Map(
      deliveries.map((each) => [`${each.webhookId} ${each.eventId}`, each.body]),
    )
    return this.#seen.flatMap((seen) => {
      const webhook = webhooks.find(({path}) => path === seen.path)
      if (webhook === undefined) return [`I3: a request to ${seen.path}, where nothing subscribes`]
      const body = stored.get(`${webhook.id} ${idOf(seen)}`)
      const problems: string[] = []
      if (body !== undefined && !seen.body.equals(Buffer.from(body))) {
        problems.push(`I3: an attempt of ${idOf(seen)} has other bytes than its delivery`)
      }
      if (!isSigned(seen, webhook)) problems.push(`I3: an attempt of ${idOf(seen)} is not signed`)
      return problems
    })
  }

  /** I4: an attempt is repeated after a success only if its outcome may have been lost. */
  #duplicates({webhooks, deliveries}: Ending): string[] {
    return [...this.#bySubject(webhooks)].flatMap(([subject, all]) =>
      all.slice(1).flatMap((later, index) => {
        const earlier = all[index]
        if (earlier === undefined || !earlier.ok) return []
        const delivery = deliveries.find((each) => `${each.webhookId} ${each.eventId}` === subject)
        const excused = this.#faults.some(
          ({atMs, deliveryId}) =>
            // What a dead server had sent may be read after its death was recorded.
            atMs >= earlier.atMs - (deliveryId === undefined ? AFTER_DEATH_MS : 0) &&
            atMs <= later.atMs &&
            (deliveryId === undefined || deliveryId === delivery?.id),
        )
        return excused ? [] : [`I4: ${subject} was sent again after it was taken`]
      }),
    )
  }

  /** I5: strictly ordered webhooks get each event after the previous one has ended. */
  #disorder({webhooks, deliveries}: Ending): string[] {
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

  /** I7: no attempt begins once a hold was acknowledged. */
  #sentWhileHeld({webhooks}: Ending): string[] {
    return this.#seen.flatMap((seen) => {
      const id = webhooks.find(({path}) => path === seen.path)?.id
      const last = this.#changes.findLast(
        ({webhookId, atMs}) => webhookId === id && atMs <= seen.atMs,
      )
      if (last?.kind !== 'held') return []
      // Nothing sent by one server is still on its way when the next one runs.
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
