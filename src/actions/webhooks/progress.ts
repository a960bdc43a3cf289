/** Reports the progress of work with many parts. Disposing removes the bar. */
export interface Progress extends Disposable {
  /** Reports one more part; `message` is a sentence about it. */
  step(message: string, fate: Fate): void
}

export type Fate = 'done' | 'failed' | 'not begun'
