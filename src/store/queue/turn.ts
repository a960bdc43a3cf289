import type {StoreContext} from '../engines/context.ts'
import {claimDue} from './claim.ts'
import type {Claim, ClaimedDelivery, Lease} from './claimed.ts'
import {findNextDueAt} from './next-due.ts'
import {type AttemptRecord, listChanges, writeRecords} from './record.ts'

/**
 * Records and then claims, with one disk sync for both.
 *
 * @throws RangeError when an attempt could take longer than the lease
 */
export async function takeTurn(
  {engine, clock, recorded, onChange}: StoreContext,
  records: readonly AttemptRecord[],
  claim: Claim | undefined,
): Promise<ClaimedDelivery[]> {
  if (claim !== undefined) checkLease(claim)
  const now = clock.now()
  // Checked without a transaction first, so that an idle server does not sync the disk.
  if (records.length === 0 && ((await findNextDueAt(engine.db)) ?? Infinity) > now) return []
  const {written, claimed} = await engine.write(async (trx) => ({
    written: await writeRecords(trx, engine, records, now),
    claimed: claim === undefined ? [] : await claimDue(trx, engine, claim, now),
  }))
  for (const change of listChanges(written, engine.sealer)) onChange(change)
  if (records.length > 0) recorded.notify()
  return claimed
}

function checkLease({leaseMs, attemptMs}: Lease): void {
  if (leaseMs > attemptMs) return
  throw new RangeError(`a lease of ${leaseMs} ms is not longer than an attempt of ${attemptMs} ms`)
}
