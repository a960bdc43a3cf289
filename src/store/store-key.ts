import {sql} from 'kysely'
import {Masker, listSecretTexts} from '../core/masking/mask.ts'
import type {Engine} from './engines/engine.ts'
import {plainSealer, type Sealer} from './rows/sealer.ts'
import {openWebhook, sealBody, sealPayload, sealRow} from './rows/sealed-columns.ts'
import {toWebhook} from './rows/webhook.ts'
import type {Db} from './rows/db.ts'

/** The setting that holds a text encrypted with the store's key, to recognise a wrong key. */
export const CHECK = 'encryption check'
const CHECK_TEXT = 'hooks'
/** The setting that exists while the files may still contain plain text from before encryption. */
const SCRUB = 'encryption scrub'
/** Rows that are encrypted per step. */
const STEP = 500

/**
 * Checks that the key belongs to the store. A store that was written without a key is encrypted
 * now, including every body and payload, because it is not known which of them hold a secret.
 *
 * @throws HooksError unauthorized, when the store is encrypted with another key or no key is given
 */
export async function checkKey(db: Db, sealer: Sealer): Promise<void> {
  const check = await readSetting(db, CHECK)
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

/** Removes remains of plain text from the files after they were encrypted. */
export async function scrubIfDue(engine: Engine): Promise<void> {
  if ((await readSetting(engine.db, SCRUB)) === undefined) return
  await engine.scrub()
  await engine.write((trx) => trx.deleteFrom('settings').where('name', '=', SCRUB).execute())
}

async function readSetting(db: Db, name: string): Promise<string | undefined> {
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
    await maskAttempts(db, row.id, listSecretTexts(webhook))
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

/** Masks a webhook's secrets in its recorded attempts. */
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
    const mask = (text: string | null) => (text === null ? null : masker.maskText(text))
    await db
      .updateTable('attempts')
      .set({
        headers: masker.maskText(headers),
        answer_headers: mask(answer_headers),
        answer_body: mask(answer_body),
      })
      .where('delivery_seq', '=', delivery_seq)
      .where('n', '=', n)
      .execute()
  }
}
