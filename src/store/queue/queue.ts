import type {StoreContext} from '../engines/context.ts'
import type {Claim, ClaimedDelivery} from './claimed.ts'
import {findNextDueAt} from './next-due.ts'
import type {AttemptRecord} from './record.ts'
import {recoverClaimed, releaseClaimed} from './release.ts'
import {takeTurn} from './turn.ts'

/** The delivery queue as the dispatcher uses it: claim, record, release. */
export type QueueQueries = {
  /**
   * Claims up to `limit` due deliveries, the most overdue first, hides them from other dispatchers
   * for `leaseMs` and counts an attempt on each: claim only what will be sent immediately.
   *
   * There is no "running" state to clean up: a claim only moves `due_at` forward, so the work of a
   * dispatcher that dies becomes due again when the lease ends. Two dispatchers never share a row:
   * PostgreSQL skips locked rows, and SQLite runs one write at a time.
   *
   * @throws RangeError when an attempt could take longer than the lease
   */
  claim(claim: Claim): Promise<ClaimedDelivery[]>
  /** Writes attempts and what follows them; records with an outdated claim are discarded. */
  record(records: readonly AttemptRecord[]): Promise<void>
  /** Records and then claims, with one disk sync for both. */
  turn(records: readonly AttemptRecord[], claim: Claim | undefined): Promise<ClaimedDelivery[]>
  /** Releases claimed deliveries that were not sent: the attempt does not count, due at once. */
  release(claimed: readonly ClaimedDelivery[]): Promise<void>
  /** Releases the claims of a process that died; only when an exclusive store is opened. */
  recover(): Promise<void>
  /** When the earliest delivery is due, including claimed ones; only those due after `after`. */
  nextDueAt(after?: number): Promise<number | undefined>
}

export function createQueueQueries(context: StoreContext): QueueQueries {
  return {
    claim: (claim) => takeTurn(context, [], claim),
    async record(records) {
      await takeTurn(context, records, undefined)
    },
    turn: (records, claim) => takeTurn(context, records, claim),
    release: (claimed) => releaseClaimed(context, claimed),
    recover: () => recoverClaimed(context),
    nextDueAt: (after) => findNextDueAt(context.engine.db, after),
  }
}
