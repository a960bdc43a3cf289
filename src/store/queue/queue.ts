import {sql} from 'kysely'
import type {Clock} from '../../core/clock.ts'
import type {Signal} from '../../core/signal.ts'
import type {OnChange} from '../rows/change.ts'
import {take} from './claim.ts'
import type {Claim, ClaimedDelivery} from './claimed.ts'
import type {Engine} from '../engines/engine.ts'
import {type AttemptRecord, changesOf, writeRecords} from './record.ts'

type Listeners = {readonly recorded: Signal; readonly onChange: OnChange}

/** The dispatcher's side of the deliveries: claim, record, give back. */
export function queueQueries(engine: Engine, clock: Clock, {recorded, onChange}: Listeners) {
  const {db} = engine
  return {
    /**
     * Takes up to `limit` due deliveries, the most overdue first, hides them from other
     * dispatchers for `leaseMs` and counts an attempt on each: claim only what is sent at once.
     *
     * There is no "running" state to clean up after: a claim only moves `due_at` forward, so a
     * dispatcher that dies gives its work back when the lease runs out. Two dispatchers never
     * share a row: PostgreSQL skips locked rows, SQLite runs one write at a time.
     */
    async claim(claim: Claim): Promise<ClaimedDelivery[]> {
      return this.turn([], claim)
    },

    /** Writes attempts and what comes next; those of a claim that is over are discarded. */
    async record(records: readonly AttemptRecord[]): Promise<void> {
      await this.turn(records, undefined)
    },

    /** Records, then claims, with one sync of the disk for both. */
    async turn(
      records: readonly AttemptRecord[],
      claim: Claim | undefined,
    ): Promise<ClaimedDelivery[]> {
      const now = clock.now()
      // Asked first without a transaction: an idle server syncs nothing.
      if (records.length === 0 && ((await this.nextDueAt()) ?? Infinity) > now) return []
      const {written, claimed} = await engine.write(async (trx) => ({
        written: await writeRecords(trx, engine, records, now),
        claimed: claim === undefined ? [] : await take(trx, engine, claim, now),
      }))
      for (const change of changesOf(written, engine.sealer)) onChange(change)
      if (records.length > 0) recorded.notify()
      return claimed
    },

    /** Takes back the attempts of claimed deliveries that were not sent; due at once. */
    async release(claimed: readonly ClaimedDelivery[]): Promise<void> {
      const held = claimed.map(({seq, claim}) => ({seq, claim}))
      const columns = {seq: 'integer', claim: 'integer'} as const
      await engine.write((trx) =>
        trx
          .updateTable('deliveries')
          .set((eb) => ({
            due_at: clock.now(),
            leased: 0,
            attempt_count: eb('attempt_count', '-', 1),
          }))
          .where('due_at', 'is not', null)
          .where(
            sql<boolean>`(seq, claim) in (select seq, claim from ${engine.rows(held, columns)} as held)`,
          )
          .execute(),
      )
    },

    /**
     * Gives back what a process that died held. Only for a store that one process owns:
     * at its opening no claim is alive.
     */
    async recover(): Promise<void> {
      await engine.write((trx) =>
        trx
          .updateTable('deliveries')
          .set((eb) => ({due_at: clock.now(), leased: 0, claim: eb('claim', '+', 1)}))
          .where('due_at', 'is not', null)
          .where('leased', '=', 1)
          .execute(),
      )
    },

    /**
     * Milliseconds since the epoch of the earliest due delivery, claimed ones included; of those
     * due after `after`, where that is given.
     */
    async nextDueAt(after?: number): Promise<number | undefined> {
      const row = await db
        .selectFrom('deliveries')
        .select('due_at')
        .where('due_at', 'is not', null)
        .$if(after !== undefined, (query) => query.where('due_at', '>', after ?? 0))
        .orderBy('due_at')
        .limit(1)
        .executeTakeFirst()
      return row?.due_at ?? undefined
    },
  }
}
