import {LISTED_COLUMNS, type ListedRow} from '../rows/delivery.ts'
import type {Engine} from '../engines/engine.ts'
import {freeHead} from '../webhooks/deliveries.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {findWebhooksByIds} from '../webhooks/by-ids.ts'
import {selectSeqs} from '../engines/chosen.ts'
import type {Db} from '../rows/db.ts'

type Chosen = {readonly seqs: readonly number[]; readonly now: number}

/**
 * Sends deliveries again from the start of their schedule, whatever their state. Those whose
 * webhook or body has been deleted are left alone and are not among the returned rows.
 */
export async function retryAll(db: Db, engine: Engine, {seqs, now}: Chosen): Promise<ListedRow[]> {
  const found = await db
    .selectFrom('deliveries')
    .innerJoin('bodies', 'bodies.delivery_seq', 'deliveries.seq')
    .select(['deliveries.seq', 'webhook_id'])
    .where('deliveries.seq', 'in', selectSeqs(engine, seqs))
    .execute()
  const ids = new Set(found.map(({webhook_id: id}) => id))
  const webhooks = await findWebhooksByIds(db, engine, [...ids])
  const restart = (dueAt: number | null, chosen: (webhook: StoredWebhook) => boolean) => {
    const chosenIds = new Set(webhooks.filter(chosen).map(({id}) => id))
    const wanted = found.filter(({webhook_id: id}) => chosenIds.has(id)).map(({seq}) => seq)
    return db
      .updateTable('deliveries')
      .set((eb) => ({
        state: 'pending',
        due_at: dueAt,
        claim: eb('claim', '+', 1),
        leased: 0,
        schedule_start: eb.ref('attempt_count'),
        updated_at: now,
      }))
      .where('seq', 'in', selectSeqs(engine, wanted))
      .returning([...LISTED_COLUMNS])
      .execute()
  }
  const isFree = ({state, delivery}: StoredWebhook) => state === 'enabled' && delivery.fifo !== true
  const rows = [...(await restart(now, isFree)), ...(await restart(null, (each) => !isFree(each)))]
  const ordered = webhooks.filter(({delivery}) => delivery.fifo === true)
  for (const {id} of ordered) await freeHead(db, id, now)
  return rows
}

/** Cancels those that are pending. */
export async function cancelAll(db: Db, engine: Engine, {seqs, now}: Chosen): Promise<ListedRow[]> {
  const rows = await db
    .updateTable('deliveries')
    .set({state: 'cancelled', due_at: null, leased: 0, updated_at: now})
    .where('seq', 'in', selectSeqs(engine, seqs))
    .where('state', '=', 'pending')
    .returning([...LISTED_COLUMNS])
    .execute()
  // Lets the next delivery go where the webhook takes them in strict order.
  for (const id of new Set(rows.map((row) => row.webhook_id))) await freeHead(db, id, now)
  return rows
}
