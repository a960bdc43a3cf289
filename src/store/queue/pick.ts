import {sql} from 'kysely'
import type {Claim} from './claimed.ts'
import type {Engine} from '../engines/engine.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {findWebhooksByIds} from '../webhooks/by-ids.ts'
import {selectSeqs, selectTexts} from '../engines/chosen.ts'
import type {Db} from '../rows/db.ts'

type Claimable = {readonly seq: number; readonly webhookId: string}

export type Picked = {
  readonly seqs: readonly number[]
  /** The webhooks of the picked deliveries; one that was deleted in the meantime is missing. */
  readonly webhooks: ReadonlyMap<string, StoredWebhook>
}

/**
 * Chooses due deliveries, the most overdue first, and no more for a webhook than it has capacity
 * for. When the backlog of one webhook fills a whole search, the next search skips that webhook.
 */
export async function pickDue(
  db: Db,
  engine: Engine,
  claim: Pick<Claim, 'limit' | 'capacity' | 'full' | 'underWay'>,
  now: number,
): Promise<Picked> {
  const webhooks = new Map<string, StoredWebhook>()
  const capacities = new Map<string, number>()
  const seqs: number[] = []
  const alreadySending: number[] = []
  const full = new Set(claim.full)
  for (let found = claim.limit; found === claim.limit && seqs.length < claim.limit;) {
    const due = await findCandidates(db, engine, {
      now,
      limit: claim.limit,
      full: [...full],
      seqs: [...seqs, ...alreadySending],
    })
    found = due.length
    await loadWebhooks(db, engine, due, webhooks)
    for (const {seq, webhookId} of due) {
      if (claim.underWay?.has(seq) === true) {
        alreadySending.push(seq)
        continue
      }
      const webhook = webhooks.get(webhookId)
      const capacity =
        capacities.get(webhookId) ?? (webhook && claim.capacity?.(webhook)) ?? Infinity
      if (capacity <= 0) full.add(webhookId)
      if (capacity <= 0 || seqs.length >= claim.limit) continue
      capacities.set(webhookId, capacity - 1)
      seqs.push(seq)
    }
  }
  return {seqs, webhooks}
}

type Search = {
  readonly now: number
  readonly limit: number
  readonly full: readonly string[]
  /** Deliveries found by earlier searches. */
  readonly seqs: readonly number[]
}

async function findCandidates(db: Db, engine: Engine, search: Search): Promise<Claimable[]> {
  const {now, limit, full, seqs} = search
  return db
    .selectFrom('deliveries')
    .select(['seq', 'webhook_id as webhookId'])
    .where('due_at', '<=', now)
    .$if(full.length > 0, (query) => query.where('seq', 'in', selectDueForOthers(engine, search)))
    .$if(seqs.length > 0, (query) => query.where('seq', 'not in', selectSeqs(engine, seqs)))
    .orderBy('due_at')
    .orderBy('seq')
    .limit(limit)
    .modifyEnd(engine.skipLocked)
    .execute()
}

/** The most overdue deliveries of each webhook with capacity, found webhook by webhook. */
function selectDueForOthers(engine: Engine, {now, limit, full}: Search) {
  return sql<number>`(
    select d.seq from webhooks as w join deliveries as d on d.seq in (
      select x.seq from deliveries as x
      where x.webhook_id = w.id and x.due_at <= ${now}
      order by x.due_at, x.seq limit ${limit})
    where w.id not in ${selectTexts(engine, full)})`
}

async function loadWebhooks(
  db: Db,
  engine: Engine,
  due: readonly Claimable[],
  webhooks: Map<string, StoredWebhook>,
): Promise<void> {
  const ids = [...new Set(due.map(({webhookId}) => webhookId))].filter((id) => !webhooks.has(id))
  for (const webhook of await findWebhooksByIds(db, engine, ids)) webhooks.set(webhook.id, webhook)
}
