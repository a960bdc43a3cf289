/** Tells how far work with many parts has come. Disposing takes the bar away. */
export interface Progress extends Disposable {
  /** What became of one more part; `message` says it, as a sentence. */
  step(message: string, fate: Fate): void
}

export type Fate = 'done' | 'failed' | 'not begun'
