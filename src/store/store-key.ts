import {sql} from 'kysely'
import {Masker, secretTexts} from '../core/masking/mask.ts'
import type {Engine} from './engines/engine.ts'
import {plainSealer, type Sealer} from './rows/sealer.ts'
import {openWebhook, sealBody, sealPayload, sealRow} from './rows/sealed-columns.ts'
import {toWebhook} from './rows/webhook.ts'
import type {Db} from './rows/db.ts'

/** What is sealed under the store's key, so that another key is known by it. */
export const CHECK = 'encryption check'
const CHECK_TEXT = 'hooks'
/** Stands while plain text of before may be left in the files. */
const SCRUB = 'encryption scrub'
/** Rows that are sealed at once. */
const STEP = 500

/**
 * Checks that the key is that of the store. One that was written without a key is sealed now;
 * bodies and payloads all of them, because nobody can tell which of them hold a secret.
 *
 * @throws HooksError unauthorized, when another key sealed it or there is no key
 */
export async function checkKey(db: Db, sealer: Sealer): Promise<void> {
  const check = await setting(db, CHECK)
  if (check !== undefined) {
    sealer.open(check, CHECK)
    return
  }
  if (sealer === plainSealer) return
  const sealed = [
    await sealWebhooks(db, sealer),
    await sealBodies(db, sealer),
    await sealPayloads(db, sealer),
  ]
  await db
    .insertInto('settings')
    .values({name: CHECK, value: sealer.seal(CHECK_TEXT, CHECK)})
    .execute()
  if (sealed.some((count) => count > 0)) {
    await db.insertInto('settings').values({name: SCRUB, value: 'due'}).execute()
  }
}

/** After plain text was sealed: takes what is left of it out of the files. */
export async function scrubIfDue(engine: Engine): Promise<void> {
  if ((await setting(engine.db, SCRUB)) === undefined) return
  await engine.scrub()
  await engine.write((trx) => trx.deleteFrom('settings').where('name', '=', SCRUB).execute())
}

async function setting(db: Db, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value
}

async function sealWebhooks(db: Db, sealer: Sealer): Promise<number> {
  const rows = await db.selectFrom('webhooks').selectAll().orderBy('seq').execute()
  for (const row of rows) {
    const webhook = toWebhook(openWebhook(row, plainSealer), plainSealer)
    await maskAttempts(db, row.id, secretTexts(webhook))
    await sealRow(db, row, sealer)
  }
  return rows.length
}

async function sealBodies(db: Db, sealer: Sealer): Promise<number> {
  let count = 0
  for (let last = 0; ;) {
    const rows = await db
      .selectFrom('bodies')
      .innerJoin('deliveries', 'deliveries.seq', 'delivery_seq')
      .select(['delivery_seq', 'body', 'id'])
      .where('delivery_seq', '>', last)
      .orderBy('delivery_seq')
      .limit(STEP)
      .execute()
    for (const {delivery_seq: seq, body, id} of rows) {
      const kept = sealBody(body, id, sealer)
      await db.updateTable('bodies').set(kept).where('delivery_seq', '=', seq).execute()
    }
    count += rows.length
    last = rows.at(-1)?.delivery_seq ?? last
    if (rows.length < STEP) return count
  }
}

async function sealPayloads(db: Db, sealer: Sealer): Promise<number> {
  let count = 0
  for (let last = 0; ;) {
    const rows = await db
      .selectFrom('events')
      .select(['seq', 'id', 'payload'])
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(STEP)
      .execute()
    for (const {seq, id, payload} of rows) {
      const kept = {payload: sealPayload(payload, id, sealer)}
      await db.updateTable('events').set(kept).where('seq', '=', seq).execute()
    }
    count += rows.length
    last = rows.at(-1)?.seq ?? last
    if (rows.length < STEP) return count
  }
}

/** Takes a webhook's secrets out of what its attempts have recorded. */
async function maskAttempts(db: Db, webhookId: string, secrets: readonly string[]): Promise<void> {
  const rows = await db
    .selectFrom('attempts')
    .innerJoin('deliveries', 'deliveries.seq', 'delivery_seq')
    .select(['delivery_seq', 'n', 'headers', 'answer_headers', 'answer_body'])
    .where('webhook_id', '=', webhookId)
    .where((eb) =>
      eb.or(
        secrets.map((secret) =>
          eb(
            sql<string>`attempts.headers || coalesce(answer_headers, '') || coalesce(answer_body, '')`,
            'like',
            `%${secret}%`,
          ),
        ),
      ),
    )
    .execute()
  const masker = new Masker(secrets)
  for (const {delivery_seq, n, headers, answer_headers, answer_body} of rows) {
    const mask = (text: string | null) => (text === null ? null : masker.text(text))
    await db
      .updateTable('attempts')
      .set({
        headers: masker.text(headers),
        answer_headers: mask(answer_headers),
        answer_body: mask(answer_body),
      })
      .where('delivery_seq', '=', delivery_seq)
      .where('n', '=', n)
      .execute()
  }
}
