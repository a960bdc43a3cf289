import {sql} from 'kysely'
import type {StoreContext} from '../engines/context.ts'
import type {ClaimedDelivery} from './claimed.ts'

/** Releases claimed deliveries that were not sent: the attempt does not count, due at once. */
export async function releaseClaimed(
  {engine, clock}: StoreContext,
  claimed: readonly ClaimedDelivery[],
): Promise<void> {
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
}

/**
 * Releases the claims of a process that died. Only for a store that one process owns: no claim can
 * be active when it is opened.
 */
export async function recoverClaimed({engine, clock}: StoreContext): Promise<void> {
  await engine.write((trx) =>
    trx
      .updateTable('deliveries')
      .set((eb) => ({due_at: clock.now(), leased: 0, claim: eb('claim', '+', 1)}))
      .where('due_at', 'is not', null)
      .where('leased', '=', 1)
      .execute(),
  )
}
