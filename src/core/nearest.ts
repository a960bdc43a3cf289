/** The most typing errors for a name to be suggested, as a fraction of its length. */
const TOLERANCE = 0.4

/** The candidate that `typed` was probably meant to be; undefined if none is close. */
export function findNearest(typed: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({
      candidate,
      distance: measureDistance(typed.toLowerCase(), candidate.toLowerCase()),
    }))
    .toSorted((a, b) => a.distance - b.distance)
  const best = ranked[0]
  if (best === undefined) return undefined
  return best.distance <= Math.max(2, best.candidate.length * TOLERANCE)
    ? best.candidate
    : undefined
}

/** Levenshtein distance in which two swapped neighbouring letters count as one mistake. */
function measureDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({length: b.length + 1}, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const row = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const substituted = (previous[j] ?? 0) + (letter === other ? 0 : 1)
      const isSwapped = i > 0 && j > 0 && letter === b[j - 1] && other === a[i - 1]
      const swapped = isSwapped ? (before[j - 1] ?? 0) + 1 : Infinity
      row.push(Math.min((previous[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1, substituted, swapped))
    }
    before = previous
    previous = row
  }
  return previous.at(-1) ?? 0
}
