import type {Db} from '../rows/db.ts'

/**
 * When the earliest delivery is due, including claimed ones; milliseconds since the epoch. If
 * `after` is given, only deliveries that are due later than that count.
 */
export async function findNextDueAt(db: Db, after?: number): Promise<number | undefined> {
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
