import {randomBytes} from 'node:crypto'
import type {Clock} from '../../core/clock.ts'
import {Signal} from '../../core/signal.ts'
import type {Change} from '../../store/rows/change.ts'

/** A change and where it stands in the feed. */
export type FeedItem = {
  readonly place: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly change: Change
}

/** What a reader gets: the items after its place, and how many before them are lost to it. */
export type Portion = {
  readonly items: readonly FeedItem[]
  /** `Infinity` where that cannot be known. */
  readonly missed: number
  /** The place after them. */
  readonly place: number
}

/** Items that are remembered at least; at most twice as many. */
const KEPT_ITEMS = 10_000

/**
 * The last things that happened, for any number of readers. Each keeps its own place and takes
 * what comes after it, so one that is slow costs no memory: it loses what is forgotten meanwhile,
 * and is told how much.
 */
export class Feed {
  readonly #clock: Clock
  readonly #keptItems: number
  readonly #arrived = new Signal()
  /** Tells the places of this process from those of one before it. */
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

  /** The place of what happened last. */
  get place(): number {
    return this.#place
  }

  /** A place as readers hold it. */
  idOf(place: number): string {
    return `${this.#epoch}-${place}`
  }

  /** Undefined when it is not a place of this feed: most likely it is of a server before this one. */
  placeOf(id: string): number | undefined {
    const [, epoch, place] = /^([0-9a-f]+)-(\d{1,15})$/.exec(id) ?? []
    return epoch === this.#epoch ? Number(place) : undefined
  }

  /** Up to `limit` items after a place; all that are remembered where it is undefined. */
  after(place: number | undefined, limit: number): Portion {
    const first = this.#place - this.#items.length + 1
    const missed = place === undefined ? Infinity : Math.max(0, first - 1 - place)
    const from = Math.max(0, (place ?? 0) + 1 - first)
    const items = this.#items.slice(from, from + limit)
    return {items, missed, place: items.at(-1)?.place ?? this.#place}
  }

  /** Resolves when something comes after the place, after `timeoutMs`, or when `abort` fires. */
  async wait(place: number, timeoutMs: number, abort: AbortSignal): Promise<void> {
    if (place < this.#place) return
    await this.#arrived.wait(this.#arrived.count, timeoutMs, abort)
  }
}
