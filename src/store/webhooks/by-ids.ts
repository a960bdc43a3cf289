import {selectTexts} from '../engines/chosen.ts'
import type {Engine} from '../engines/engine.ts'
import type {Db} from '../rows/db.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {toWebhook} from '../rows/webhook.ts'

/** The webhooks with these ids; ids that do not exist are ignored. */
export async function findWebhooksByIds(
  db: Db,
  engine: Engine,
  ids: readonly string[],
): Promise<StoredWebhook[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('id', 'in', selectTexts(engine, ids))
    .execute()
  return rows.map((row) => toWebhook(row, engine.sealer))
}
