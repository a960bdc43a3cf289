import {closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync} from 'node:fs'
import {type Clock, systemClock} from '../core/clock.ts'
import {TOLERANCE_SECONDS} from '../core/signing/standard-webhooks.ts'

/** The longest time for which a signature can be valid, early or late; milliseconds. */
const KEPT_MS = 2 * TOLERANCE_SECONDS * 1000
/** How many expired lines the file may hold before it is rewritten. */
const MAX_OLD_LINES = 1000

/**
 * The ids of requests received within the last ten minutes, in a file with one line each. They
 * survive a crash of the process, but not always a power failure, since nothing is synced to disk.
 */
export class SeenIds implements Disposable {
  readonly #file: string
  readonly #clock: Clock
  /** When each id was first seen, oldest first; milliseconds since the epoch. */
  readonly #seenAt = new Map<string, number>()
  #descriptor: number
  #oldLines = 0

  /** Continues with the file if it exists. */
  constructor(file: string, clock: Clock = systemClock) {
    this.#file = file
    this.#clock = clock
    for (const [at, id] of readLines(file)) this.#seenAt.set(id, at)
    this.#descriptor = this.#rewrite()
  }

  /** Records an id; true if it was seen before within the last ten minutes. */
  record(id: string): boolean {
    const now = this.#clock.now()
    this.#forget(now)
    if (this.#seenAt.has(id)) return true
    this.#seenAt.set(id, now)
    writeSync(this.#descriptor, formatLine(now, id))
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

  /** Atomically replaces the file with one that has only the current ids. */
  #rewrite(): number {
    const now = this.#clock.now()
    const kept = [...this.#seenAt].filter(([, at]) => at > now - KEPT_MS)
    const temporary = `${this.#file}.new`
    writeFileSync(temporary, kept.map(([id, at]) => formatLine(at, id)).join(''), {mode: 0o600})
    renameSync(temporary, this.#file)
    this.#oldLines = 0
    return openSync(this.#file, 'a', 0o600)
  }
}

function formatLine(at: number, id: string): string {
  return `${JSON.stringify([at, id])}\n`
}

/** Skips a last line that a crash cut off, and anything else that is not valid. */
function readLines(file: string): [at: number, id: string][] {
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
