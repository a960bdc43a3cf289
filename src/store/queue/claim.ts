import {selectSeqs} from '../engines/chosen.ts'
import type {Engine} from '../engines/engine.ts'
import {pickDue} from './pick.ts'
import type {BodyTable} from '../rows/tables.ts'
import {openBody} from '../rows/sealed-columns.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import type {Claim, ClaimedDelivery} from './claimed.ts'
import type {Db} from '../rows/db.ts'

/** Claims up to `limit` due deliveries, the most overdue first; see `claim` in `QueueQueries`. */
export async function claimDue(
  db: Db,
  engine: Engine,
  claim: Claim,
  now: number,
): Promise<ClaimedDelivery[]> {
  const picked = await pickDue(db, engine, claim, now)
  if (picked.seqs.length === 0) return []
  const rows = await db
    .updateTable('deliveries')
    .set((eb) => ({
      due_at: now + claim.leaseMs,
      leased: 1,
      claim: eb('claim', '+', 1),
      attempt_count: eb('attempt_count', '+', 1),
    }))
    .where('seq', 'in', selectSeqs(engine, picked.seqs))
    .returning(['seq', 'id', 'event_id', 'webhook_id', 'provider', 'event_type', 'claim'])
    .returning(['attempt_count', 'schedule_start', 'created_at'])
    .execute()
  const claimed = await joinBodies(db, engine, {rows, webhooks: picked.webhooks})
  const sendable = claimed.filter(({webhook}) => webhook.state === 'enabled')
  if (sendable.length < rows.length) await putBack(db, {rows, claimed, now})
  return sendable
}

type Claimed = {
  readonly rows: readonly ClaimedRow[]
  readonly claimed: readonly ClaimedDelivery[]
  readonly now: number
}

/**
 * Puts back claimed deliveries that cannot be sent. They stay pending if their webhook was paused
 * during an attempt or cannot be decrypted, and are cancelled if the webhook or body is gone.
 */
async function putBack(db: Db, {rows, claimed, now}: Claimed): Promise<void> {
  const sent = new Set(claimed.map(({seq, webhook}) => (webhook.state === 'enabled' ? seq : -1)))
  const complete = new Set(claimed.map(({seq}) => seq))
  const chooseStateAfter = ({seq}: ClaimedRow) => (complete.has(seq) ? 'pending' : 'cancelled')
  const unsent = rows.filter(({seq}) => !sent.has(seq))
  for (const [state, some] of Map.groupBy(unsent, chooseStateAfter)) {
    await db
      .updateTable('deliveries')
      .set((eb) => ({
        state,
        due_at: null,
        leased: 0,
        attempt_count: eb('attempt_count', '-', 1),
        updated_at: now,
      }))
      .where(
        'seq',
        'in',
        some.map(({seq}) => seq),
      )
      .execute()
  }
}

type ClaimedRow = {
  seq: number
  id: string
  event_id: string
  webhook_id: string
  provider: string
  event_type: string
  claim: number
  attempt_count: number
  schedule_start: number
  created_at: number
}

type JoinInput = {
  readonly rows: readonly ClaimedRow[]
  readonly webhooks: ReadonlyMap<string, StoredWebhook>
}

/** Joins each row with its body and the current state of its webhook. */
async function joinBodies(
  db: Db,
  engine: Engine,
  {rows, webhooks}: JoinInput,
): Promise<ClaimedDelivery[]> {
  const seqs = rows.map(({seq}) => seq)
  const bodies = await db
    .selectFrom('bodies')
    .selectAll()
    .where('delivery_seq', 'in', selectSeqs(engine, seqs))
    .execute()
  const bodyOf = new Map(bodies.map((body) => [body.delivery_seq, body]))
  return rows.flatMap((row) => {
    const body = bodyOf.get(row.seq)
    const webhook = webhooks.get(row.webhook_id)
    if (body === undefined || webhook === undefined) return []
    return [toClaimed(row, {webhook, body, open: () => openBody(body, row.id, engine.sealer)})]
  })
}

type Contents = {
  readonly webhook: StoredWebhook
  readonly body: Pick<BodyTable, 'content_type'>
  open(): string
}

function toClaimed(row: ClaimedRow, {webhook, body, open}: Contents): ClaimedDelivery {
  return {
    seq: row.seq,
    id: row.id,
    eventId: row.event_id,
    provider: row.provider,
    eventType: row.event_type,
    claim: row.claim,
    attemptCount: row.attempt_count,
    scheduleStart: row.schedule_start,
    createdAt: new Date(row.created_at),
    // Decrypted when it is sent, so that a body that cannot be decrypted affects only its delivery.
    get body() {
      return open()
    },
    contentType: body.content_type,
    webhook,
  }
}
