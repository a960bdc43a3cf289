/** Calls `ask` at most once in `keptMs` of real time; who asks meanwhile gets the answer before. */
export function steadily<T>(ask: () => Promise<T>, keptMs: number): () => Promise<T> {
  let kept: Promise<T> | undefined
  let until = 0
  return () => {
    if (kept !== undefined && performance.now() < until) return kept
    until = performance.now() + keptMs
    const asked = ask()
    kept = asked
    // A failure is told, not kept.
    asked.catch(() => {
      if (kept === asked) kept = undefined
    })
    return asked
  }
}
