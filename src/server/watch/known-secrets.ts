import {Masker} from '../../core/masking/mask.ts'
import type {Sealer} from '../../store/rows/sealer.ts'
import {BoundedCache} from '../../core/bounded-cache.ts'

/** Most secrets that are looked for; the oldest makes room. */
const MAX_SECRETS = 1000
/** pino writes the level first: 30 is information, whose fields are ours alone. */
const INFORMATION = '{"level":30'

/** The secrets that this process has seen, so that no log line shows them. */
export class KnownSecrets {
  readonly #always: Masker
  readonly #seen = new BoundedCache<string, true>(MAX_SECRETS)
  #masker: Masker | undefined

  /** `always` is looked for in each line, what comes later only in lines about problems. */
  constructor(always: readonly string[]) {
    this.#always = new Masker(always)
  }

  add(secret: string): void {
    if (this.#seen.has(secret)) return
    this.#seen.set(secret, true)
    this.#masker = undefined
  }

  /** The line without them. */
  clean(line: string): string {
    const cleaned = this.#always.text(line)
    if (line.startsWith(INFORMATION)) return cleaned
    this.#masker ??= new Masker([...this.#seen.keys()])
    return this.#masker.text(cleaned)
  }
}

/** The same, which notes what secrets of webhooks pass through it. */
export function noting(sealer: Sealer, secrets: KnownSecrets): Sealer {
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
