/** A map of `limit` entries at most: the one that was set longest ago makes room for a new one. */
export class BoundedCache<Key, Value> {
  readonly #limit: number
  readonly #entries = new Map<Key, Value>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key)
  }

  has(key: Key): boolean {
    return this.#entries.has(key)
  }

  /** Setting an existing key makes it the newest entry. */
  set(key: Key, value: Value): void {
    const isKnown = this.#entries.delete(key)
    if (!isKnown && this.#entries.size >= this.#limit) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest)
        break
      }
    }
    this.#entries.set(key, value)
  }

  /** The oldest first. */
  keys(): IterableIterator<Key> {
    return this.#entries.keys()
  }
}
