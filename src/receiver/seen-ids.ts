import {closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync} from 'node:fs'
import {type Clock, systemClock} from '../core/clock.ts'
import {TOLERANCE_SECONDS} from '../core/signing/standard-webhooks.ts'

/** As long as a signature can be valid, early or late; milliseconds. */
const KEPT_MS = 2 * TOLERANCE_SECONDS * 1000
/** Lines of ids that are over, before the file is written anew. */
const MAX_OLD_LINES = 1000

/**
 * The ids of requests seen within the last ten minutes, in a file of one line each. A process that
 * dies forgets none of them; nothing is synced, so that a machine that loses its power may.
 */
export class SeenIds implements Disposable {
  readonly #file: string
  readonly #clock: Clock
  /** When each was seen, the oldest first; milliseconds since the epoch. */
  readonly #seenAt = new Map<string, number>()
  #descriptor: number
  #oldLines = 0

  /** Goes on with the file where there is one. */
  constructor(file: string, clock: Clock = systemClock) {
    this.#file = file
    this.#clock = clock
    for (const [at, id] of linesOf(file)) this.#seenAt.set(id, at)
    this.#descriptor = this.#rewrite()
  }

  /** Whether it is not the first time within ten minutes; from now on it is seen. */
  isRepeated(id: string): boolean {
    const now = this.#clock.now()
    this.#forget(now)
    if (this.#seenAt.has(id)) return true
    this.#seenAt.set(id, now)
    writeSync(this.#descriptor, lineOf(now, id))
    return false
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor)
  }

  #forget(now: number): void {
    for (const [id, at] of this.#seenAt) {
      if (at > now - KEPT_MS) break
      this.#seenAt.delete(id)
      this.#oldLines++
    }
    if (this.#oldLines <= MAX_OLD_LINES) return
    closeSync(this.#descriptor)
    this.#descriptor = this.#rewrite()
  }

  /** Leaves what counts, in a file that takes the old one's place whole. */
  #rewrite(): number {
    const now = this.#clock.now()
    const kept = [...this.#seenAt].filter(([, at]) => at > now - KEPT_MS)
    const temporary = `${this.#file}.new`
    writeFileSync(temporary, kept.map(([id, at]) => lineOf(at, id)).join(''), {mode: 0o600})
    renameSync(temporary, this.#file)
    this.#oldLines = 0
    return openSync(this.#file, 'a', 0o600)
  }
}

function lineOf(at: number, id: string): string {
  return `${JSON.stringify([at, id])}\n`
}

/** Without a last line that a crash cut off, or whatever else is none of ours. */
function linesOf(file: string): [at: number, id: string][] {
  const text = readText(file)
  return text.split('\n').flatMap((line): [number, string][] => {
    const [, at = '', id = ''] = /^\[(\d{1,15}),("(?:[^"\\]|\\.)*")\]$/.exec(line) ?? []
    return at === '' ? [] : [[Number(at), String(JSON.parse(id))]]
  })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
