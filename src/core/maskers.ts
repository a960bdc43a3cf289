import {Masker} from './masking/mask.ts'
import {BoundedCache} from './bounded-cache.ts'

/** Cached maskers. A server rarely sends to more webhooks at a time. */
const MAX_MASKERS = 1000

/** A cache of maskers: creating one costs more than using it. */
export class Maskers {
  readonly #made = new BoundedCache<string, Masker>(MAX_MASKERS)

  getMasker(texts: readonly string[]): Masker {
    const key = JSON.stringify(texts)
    const made = this.#made.get(key)
    if (made !== undefined) return made
    const masker = new Masker(texts)
    this.#made.set(key, masker)
    return masker
  }
}
