/** The source of every time that decides something: due times, leases, expiry. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

export const systemClock: Clock = {now: () => Date.now()}

/** A clock that stands still until it is moved. It only moves forward. */
export class VirtualClock implements Clock {
  #now: number

  /** `start` in milliseconds since the epoch. */
  constructor(start: number) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  /** A time before the current one changes nothing. */
  moveTo(time: number): void {
    this.#now = Math.max(this.#now, time)
  }
}
