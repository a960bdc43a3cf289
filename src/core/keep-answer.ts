/** Calls `ask` at most once every `keptMs` of real time; calls in between get the last result. */
export function keepAnswer<T>(ask: () => Promise<T>, keptMs: number): () => Promise<T> {
  let kept: Promise<T> | undefined
  let until = 0
  return () => {
    if (kept !== undefined && performance.now() < until) return kept
    until = performance.now() + keptMs
    const asked = ask()
    kept = asked
    // A failure is passed on but not cached.
    asked.catch(() => {
      if (kept === asked) kept = undefined
    })
    return asked
  }
}
