import type {StoreContext} from '../engines/context.ts'
import type {Claim, ClaimedDelivery} from './claimed.ts'
import {nextDueAt} from './next-due.ts'
import type {AttemptRecord} from './record.ts'
import {recoverClaimed, releaseClaimed} from './release.ts'
import {takeTurn} from './turn.ts'

/** The dispatcher's side of the deliveries: claim, record, give back. */
export type QueueQueries = {
  /**
   * Takes up to `limit` due deliveries, the most overdue first, hides them from other
   * dispatchers for `leaseMs` and counts an attempt on each: claim only what is sent at once.
   *
   * There is no "running" state to clean up after: a claim only moves `due_at` forward, so a
   * dispatcher that dies gives its work back when the lease runs out. Two dispatchers never
   * share a row: PostgreSQL skips locked rows, SQLite runs one write at a time.
   *
   * @throws RangeError when an attempt could outlast the lease
   */
  claim(claim: Claim): Promise<ClaimedDelivery[]>
  /** Writes attempts and what comes next; those of a claim that is over are discarded. */
  record(records: readonly AttemptRecord[]): Promise<void>
  /** Records, then claims, with one sync of the disk for both. */
  turn(records: readonly AttemptRecord[], claim: Claim | undefined): Promise<ClaimedDelivery[]>
  /** Takes back the attempts of claimed deliveries that were not sent; due at once. */
  release(claimed: readonly ClaimedDelivery[]): Promise<void>
  /** Gives back what a process that died held; only at the opening of a store that one owns. */
  recover(): Promise<void>
  /** When the earliest delivery is due, claimed ones included; of those after `after`. */
  nextDueAt(after?: number): Promise<number | undefined>
}

export function queueQueries(context: StoreContext): QueueQueries {
  return {
    claim: (claim) => takeTurn(context, [], claim),
    async record(records) {
      await takeTurn(context, records, undefined)
    },
    turn: (records, claim) => takeTurn(context, records, claim),
    release: (claimed) => releaseClaimed(context, claimed),
    recover: () => recoverClaimed(context),
    nextDueAt: (after) => nextDueAt(context.engine.db, after),
  }
}
