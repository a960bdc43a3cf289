import {setImmediate as breathe} from 'node:timers/promises'
import type {WebhookFilter} from '../../core/webhook.ts'
import type {StoreContext} from '../engines/context.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {toWebhook} from '../rows/webhook.ts'
import {countIn, selectMatching, createNarrowing} from './matching.ts'

/** A slice of a list: at most `limit` webhooks, those after number `after` if that is given. */
export type WebhookSlice = {readonly limit: number; readonly after?: number}

/** Pages are numbered from 1. */
export type Page = {readonly page: number; readonly pageSize: number; readonly newestFirst?: true}

export type WebhookPage = {readonly webhooks: readonly StoredWebhook[]; readonly total: number}

/** The most rows that one statement reads when all webhooks are listed. */
const STEP = 500

/** Every matching webhook, oldest first; read in steps, so that other work can run in between. */
export async function listWebhooks(
  context: StoreContext,
  filter: WebhookFilter = {},
): Promise<StoredWebhook[]> {
  const all: StoredWebhook[] = []
  for (let after = 0; ;) {
    const next = await listNextWebhooks(context, filter, {limit: STEP, after})
    all.push(...next)
    if (next.length < STEP) return all
    after = next.at(-1)?.seq ?? after
    await breathe()
  }
}

/** A slice of the matching webhooks, oldest first. */
export async function listNextWebhooks(
  {engine}: StoreContext,
  filter: WebhookFilter,
  {limit, after = 0}: WebhookSlice,
): Promise<StoredWebhook[]> {
  const {db, sealer} = engine
  const rows = await selectMatching(db, engine, await createNarrowing(db, engine, filter))
    .selectAll()
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map((row) => toWebhook(row, sealer))
}

/** One page of the matching webhooks, and their total number. */
export async function listWebhookPage(
  {engine}: StoreContext,
  filter: WebhookFilter,
  {page, pageSize, newestFirst}: Page,
): Promise<WebhookPage> {
  const {db, sealer} = engine
  const wanted = await createNarrowing(db, engine, filter)
  const rows = await selectMatching(db, engine, wanted)
    .selectAll()
    .orderBy('seq', newestFirst === true ? 'desc' : 'asc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  const total = await countIn(db, engine, wanted)
  return {webhooks: rows.map((row) => toWebhook(row, sealer)), total}
}

export async function countWebhooks(
  {engine}: StoreContext,
  filter: WebhookFilter,
): Promise<number> {
  return countIn(engine.db, engine, await createNarrowing(engine.db, engine, filter))
}
