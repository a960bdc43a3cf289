import {randomBytes} from 'node:crypto'
import type {Clock} from '../../core/clock.ts'
import {Signal} from '../../core/signal.ts'
import type {Change} from '../../store/rows/change.ts'

/** A change and its position in the feed. */
export type FeedItem = {
  readonly place: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly change: Change
}

/** What a reader gets: the items after its position, and how many before them it has missed. */
export type Portion = {
  readonly items: readonly FeedItem[]
  /** `Infinity` if unknown. */
  readonly missed: number
  /** The position after these items. */
  readonly place: number
}

/** The minimum number of items kept; there may be up to twice as many. */
const KEPT_ITEMS = 10_000

/**
 * The most recent changes, for any number of readers. Each reader keeps its own position and takes
 * the items after it, so a slow one costs no memory: it misses the items dropped in the meantime
 * and learns how many there were.
 */
export class Feed {
  readonly #clock: Clock
  readonly #keptItems: number
  readonly #arrived = new Signal()
  /** Distinguishes positions of this process from those of an earlier one. */
  readonly #epoch = randomBytes(6).toString('hex')
  #items: FeedItem[] = []
  #place = 0

  constructor(clock: Clock, keptItems = KEPT_ITEMS) {
    this.#clock = clock
    this.#keptItems = keptItems
  }

  publish(change: Change): void {
    this.#items.push({place: ++this.#place, at: this.#clock.now(), change})
    if (this.#items.length >= this.#keptItems * 2) this.#items = this.#items.slice(-this.#keptItems)
    this.#arrived.notify()
  }

  /** The position of the latest change. */
  get place(): number {
    return this.#place
  }

  /** A position as an id that readers can keep. */
  createId(place: number): string {
    return `${this.#epoch}-${place}`
  }

  /** Undefined if the id is not from this feed, most likely because the server was restarted. */
  findPlace(id: string): number | undefined {
    const [, epoch, place] = /^([0-9a-f]+)-(\d{1,15})$/.exec(id) ?? []
    return epoch === this.#epoch ? Number(place) : undefined
  }

  /** Up to `limit` items after a position, or from the oldest one kept if it is undefined. */
  readAfter(place: number | undefined, limit: number): Portion {
    const first = this.#place - this.#items.length + 1
    const missed = place === undefined ? Infinity : Math.max(0, first - 1 - place)
    const from = Math.max(0, (place ?? 0) + 1 - first)
    const items = this.#items.slice(from, from + limit)
    return {items, missed, place: items.at(-1)?.place ?? this.#place}
  }

  /**
   * Resolves when there is an item after the position, after `timeoutMs`, or when `abort` fires.
   */
  async wait(place: number, timeoutMs: number, abort: AbortSignal): Promise<void> {
    if (place < this.#place) return
    await this.#arrived.wait(this.#arrived.count, timeoutMs, abort)
  }
}
