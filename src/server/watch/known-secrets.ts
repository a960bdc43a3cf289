import {Masker} from '../../core/masking/mask.ts'
import type {Sealer} from '../../store/rows/sealer.ts'
import {BoundedCache} from '../../core/bounded-cache.ts'

/** The most secrets to look for; a new one replaces the oldest. */
const MAX_SECRETS = 1000
/**
 * pino writes the level first: 30 is info, and only hooks itself fills the fields of those lines.
 */
const INFORMATION = '{"level":30'

/** The secrets this process has seen, so that they can be masked in the log. */
export class KnownSecrets {
  readonly #always: Masker
  readonly #seen = new BoundedCache<string, true>(MAX_SECRETS)
  #masker: Masker | undefined

  /** `always` is masked in every line; secrets added later only in warnings and errors. */
  constructor(always: readonly string[]) {
    this.#always = new Masker(always)
  }

  add(secret: string): void {
    if (this.#seen.has(secret)) return
    this.#seen.set(secret, true)
    this.#masker = undefined
  }

  /** The line with all known secrets masked. */
  clean(line: string): string {
    const cleaned = this.#always.maskText(line)
    if (line.startsWith(INFORMATION)) return cleaned
    this.#masker ??= new Masker([...this.#seen.keys()])
    return this.#masker.maskText(cleaned)
  }
}

/** A sealer that also records the webhook secrets it seals and opens. */
export function noteSecrets(sealer: Sealer, secrets: KnownSecrets): Sealer {
  const note = (text: string, place: string) => {
    if (/^webhooks\.(?:previous_signing_|signing_)?secret\./.test(place)) secrets.add(text)
  }
  return {
    seal(text, place) {
      note(text, place)
      return sealer.seal(text, place)
    },
    open(sealed, place) {
      const text = sealer.open(sealed, place)
      note(text, place)
      return text
    },
  }
}
