import type {StoreContext} from '../engines/context.ts'
import {take} from './claim.ts'
import type {Claim, ClaimedDelivery, Lease} from './claimed.ts'
import {nextDueAt} from './next-due.ts'
import {type AttemptRecord, changesIn, writeRecords} from './record.ts'

/**
 * Records, then claims, with one sync of the disk for both.
 *
 * @throws RangeError when an attempt could outlast the lease
 */
export async function takeTurn(
  {engine, clock, recorded, onChange}: StoreContext,
  records: readonly AttemptRecord[],
  claim: Claim | undefined,
): Promise<ClaimedDelivery[]> {
  if (claim !== undefined) checkLease(claim)
  const now = clock.now()
  // Asked first without a transaction: an idle server syncs nothing.
  if (records.length === 0 && ((await nextDueAt(engine.db)) ?? Infinity) > now) return []
  const {written, claimed} = await engine.write(async (trx) => ({
    written: await writeRecords(trx, engine, records, now),
    claimed: claim === undefined ? [] : await take(trx, engine, claim, now),
  }))
  for (const change of changesIn(written, engine.sealer)) onChange(change)
  if (records.length > 0) recorded.notify()
  return claimed
}

function checkLease({leaseMs, attemptMs}: Lease): void {
  if (leaseMs > attemptMs) return
  throw new RangeError(`a lease of ${leaseMs} ms is not longer than an attempt of ${attemptMs} ms`)
}
