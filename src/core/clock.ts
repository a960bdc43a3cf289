/** Where every time that rules anything (due, lease, expiry) comes from. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

export const systemClock: Clock = {now: () => Date.now()}

/** A clock that stands still until it is moved, and only forward. */
export class VirtualClock implements Clock {
  #now: number

  /** `start` in milliseconds since the epoch. */
  constructor(start: number) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  /** An earlier time than the present one changes nothing. */
  moveTo(time: number): void {
    this.#now = Math.max(this.#now, time)
  }
}
