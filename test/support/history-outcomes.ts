import type {Change, Ending, Watched} from './history.ts'

/** How much of a delay jitter may leave of it. */
const SHORTEST_GAP = 0.8
/** Of the times that a gap is made of. */
const ROUNDING_MS = 2

/** I6: no retry comes much sooner than its schedule says, but where its webhook was let go meanwhile. */
export function gaps({deliveries, delaysMs}: Ending, changes: readonly Change[]): string[] {
  if (delaysMs === undefined) return []
  return deliveries.flatMap(({id, webhookId, attempts}) => {
    const freed = changes.filter((each) => each.webhookId === webhookId && each.kind === 'freed')
    return attempts.slice(1).flatMap((later, index) => {
      const earlier = attempts[index]
      // Where an attempt is missing a crash took it, and the next one came at once.
      if (earlier === undefined || later.n !== earlier.n + 1) return []
      const [from, to] = [earlier, later].map(({startedAt}) => Date.parse(startedAt))
      if (from === undefined || to === undefined) return []
      if (freed.some(({atMs}) => atMs >= from && atMs <= to)) return []
      const gapMs = to - from - earlier.durationMs
      const leastMs = (delaysMs[earlier.n - 1] ?? 0) * SHORTEST_GAP
      const tooSoon = gapMs < leastMs - ROUNDING_MS
      return tooSoon ? [`I6: attempt ${later.n} of ${id} came after ${gapMs} ms`] : []
    })
  })
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

export function isFifo(webhooks: readonly Watched[], id: string): boolean {
  return webhooks.some((webhook) => webhook.id === id && webhook.fifo === true)
}
