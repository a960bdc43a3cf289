import {sql} from 'kysely'
import type {Claim} from './claimed.ts'
import type {Engine} from '../engines/engine.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {webhooksByIds} from '../webhooks/by-ids.ts'
import {chosenSeqs, chosenTexts} from '../engines/chosen.ts'
import type {Db} from '../rows/db.ts'

type Claimable = {readonly seq: number; readonly webhookId: string}

export type Picked = {
  readonly seqs: readonly number[]
  /** Those that the picked are for; one that was deleted meanwhile is missing. */
  readonly webhooks: ReadonlyMap<string, StoredWebhook>
}

/**
 * Chooses from what is due, the most overdue first, no more of a webhook than it has room for.
 * When one webhook's backlog fills all that was looked at, it is passed over and more is looked at.
 */
export async function pick(
  db: Db,
  engine: Engine,
  claim: Pick<Claim, 'limit' | 'room' | 'full' | 'underWay'>,
  now: number,
): Promise<Picked> {
  const webhooks = new Map<string, StoredWebhook>()
  const rooms = new Map<string, number>()
  const seqs: number[] = []
  const inHand: number[] = []
  const full = new Set(claim.full)
  for (let found = claim.limit; found === claim.limit && seqs.length < claim.limit;) {
    const due = await candidates(db, engine, {
      now,
      limit: claim.limit,
      full: [...full],
      seqs: [...seqs, ...inHand],
    })
    found = due.length
    await loadWebhooks(db, engine, due, webhooks)
    for (const {seq, webhookId} of due) {
      if (claim.underWay?.has(seq) === true) {
        inHand.push(seq)
        continue
      }
      const webhook = webhooks.get(webhookId)
      const room = rooms.get(webhookId) ?? (webhook && claim.room?.(webhook)) ?? Infinity
      if (room <= 0) full.add(webhookId)
      if (room <= 0 || seqs.length >= claim.limit) continue
      rooms.set(webhookId, room - 1)
      seqs.push(seq)
    }
  }
  return {seqs, webhooks}
}

type Search = {
  readonly now: number
  readonly limit: number
  readonly full: readonly string[]
  /** Looked at already. */
  readonly seqs: readonly number[]
}

async function candidates(db: Db, engine: Engine, search: Search): Promise<Claimable[]> {
  const {now, limit, full, seqs} = search
  return db
    .selectFrom('deliveries')
    .select(['seq', 'webhook_id as webhookId'])
    .where('due_at', '<=', now)
    .$if(full.length > 0, (query) => query.where('seq', 'in', dueForOthers(engine, search)))
    .$if(seqs.length > 0, (query) => query.where('seq', 'not in', chosenSeqs(engine, seqs)))
    .orderBy('due_at')
    .orderBy('seq')
    .limit(limit)
    .modifyEnd(engine.skipLocked)
    .execute()
}

/** The most overdue of each webhook that is not full, found webhook by webhook. */
function dueForOthers(engine: Engine, {now, limit, full}: Search) {
  return sql<number>`(
    select d.seq from webhooks as w join deliveries as d on d.seq in (
      select x.seq from deliveries as x
      where x.webhook_id = w.id and x.due_at <= ${now}
      order by x.due_at, x.seq limit ${limit})
    where w.id not in ${chosenTexts(engine, full)})`
}

async function loadWebhooks(
  db: Db,
  engine: Engine,
  due: readonly Claimable[],
  webhooks: Map<string, StoredWebhook>,
): Promise<void> {
  const ids = [...new Set(due.map(({webhookId}) => webhookId))].filter((id) => !webhooks.has(id))
  for (const webhook of await webhooksByIds(db, engine, ids)) webhooks.set(webhook.id, webhook)
}
