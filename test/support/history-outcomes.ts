import type {Change, FinalState, Watched} from './history.ts'

/** The smallest share of a delay that jitter may leave. */
const SHORTEST_GAP = 0.8
/** Tolerance, because the times from which a gap is computed are rounded. */
const ROUNDING_MS = 2

/** I6: no retry is much earlier than scheduled, unless its webhook was released in between. */
export function findShortGaps(
  {deliveries, delaysMs}: FinalState,
  changes: readonly Change[],
): string[] {
  if (delaysMs === undefined) return []
  return deliveries.flatMap(({id, webhookId, attempts}) => {
    const releases = changes.filter(
      (each) => each.webhookId === webhookId && each.kind === 'released',
    )
    return attempts.slice(1).flatMap((later, index) => {
      const earlier = attempts[index]
      // If an attempt is missing, its outcome was lost in a crash, and the next followed at once.
      if (earlier === undefined || later.n !== earlier.n + 1) return []
      const [from, to] = [earlier, later].map(({startedAt}) => Date.parse(startedAt))
      if (from === undefined || to === undefined) return []
      if (releases.some(({atMs}) => atMs >= from && atMs <= to)) return []
      const gapMs = to - from - earlier.durationMs
      const leastMs = (delaysMs[earlier.n - 1] ?? 0) * SHORTEST_GAP
      const tooSoon = gapMs < leastMs - ROUNDING_MS
      return tooSoon ? [`I6: attempt ${later.n} of ${id} followed after only ${gapMs} ms`] : []
    })
  })
}

/** I8: each attempt has one outcome, and nothing follows a success on the same schedule. */
export function findWrongOutcomes({deliveries}: FinalState): string[] {
  return deliveries.flatMap(({id, attempts, attemptCount, state}) => {
    const numbers = attempts.map(({n}) => n)
    const problems: string[] = []
    if (new Set(numbers).size < numbers.length)
      problems.push(`I8: ${id} has two outcomes for one attempt`)
    if (Math.max(0, ...numbers) > attemptCount)
      problems.push(`I8: ${id} has outcomes for attempts that were never made`)
    const last = attempts.at(-1)?.code ?? 0
    if (state === 'delivered' && (last < 200 || last > 299)) {
      problems.push(`I8: ${id} is delivered, but its last outcome is ${last}`)
    }
    if (state === 'failed' && last >= 200 && last <= 299) {
      problems.push(`I8: ${id} has failed, but its last outcome is ${last}`)
    }
    return problems
  })
}

export function isFifo(webhooks: readonly Watched[], id: string): boolean {
  return webhooks.some((webhook) => webhook.id === id && webhook.fifo === true)
}
