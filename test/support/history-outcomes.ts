import type {Ending} from './history.ts'

/** How much of a delay jitter may leave of it. */
const SHORTEST_GAP = 0.8

/** I6: no retry comes much sooner than its schedule says. */
export function gaps({deliveries, delaysMs}: Ending): string[] {
  if (delaysMs === undefined) return []
  return deliveries.flatMap(({id, attempts}) =>
    attempts.slice(1).flatMap((later, index) => {
      const earlier = attempts[index]
      // Where an attempt is missing a crash took it, and the next one came at once.
      if (earlier === undefined || later.n !== earlier.n + 1) return []
      const gapMs = Date.parse(later.startedAt) - Date.parse(earlier.startedAt) - earlier.durationMs
      const leastMs = (delaysMs[earlier.n - 1] ?? 0) * SHORTEST_GAP
      return gapMs < leastMs - 1 ? [`I6: attempt ${later.n} of ${id} came after ${gapMs} ms`] : []
    }),
  )
}

/** I8: an attempt has one outcome, and a success is the last of its schedule. */
export function doubleOutcomes({deliveries}: Ending): string[] {
  return deliveries.flatMap(({id, attempts, attemptCount, state}) => {
    const numbers = attempts.map(({n}) => n)
    const problems: string[] = []
    if (new Set(numbers).size < numbers.length)
      problems.push(`I8: ${id} has two outcomes of one attempt`)
    if (Math.max(0, ...numbers) > attemptCount)
      problems.push(`I8: ${id} has outcomes of attempts it never made`)
    const last = attempts.at(-1)?.code ?? 0
    if (state === 'delivered' && (last < 200 || last > 299)) {
      problems.push(`I8: ${id} is delivered, but its last outcome is ${last}`)
    }
    if (state === 'failed' && last >= 200 && last <= 299) {
      problems.push(`I8: ${id} is failed, but its last outcome is ${last}`)
    }
    return problems
  })
}
