import type {Db} from '../rows/db.ts'

/**
 * Milliseconds since the epoch of the earliest due delivery, claimed ones included; of those
 * due after `after`, where that is given.
 */
export async function nextDueAt(db: Db, after?: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .select('due_at')
    .where('due_at', 'is not', null)
    .$if(after !== undefined, (query) => query.where('due_at', '>', after ?? 0))
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  return row?.due_at ?? undefined
}
