import type {Event} from '../../core/event.ts'
import type {Db} from '../rows/db.ts'
import type {Sealer} from '../rows/sealer.ts'
import {toEvent} from '../rows/event.ts'
import {KEY_LIFE_MS, createKeyConflictError} from '../rows/idempotency.ts'

/** The caller's key and a hash of the request. */
export type IdempotencyKey = {readonly key: string; readonly requestHash: string}

type Known = {
  readonly event: Event
  readonly deliveries: readonly {readonly id: string; readonly webhookId: string}[]
}

/** What was accepted under this key. @throws HooksError conflict, when that was different */
export async function findAcceptedBefore(
  db: Db,
  idempotency: IdempotencyKey | undefined,
  {now, sealer}: {readonly now: number; readonly sealer: Sealer},
): Promise<Known | undefined> {
  if (idempotency === undefined) return undefined
  const known = await db
    .selectFrom('idempotency_keys')
    .innerJoin('events', 'events.id', 'idempotency_keys.event_id')
    .selectAll('events')
    .select('request_hash')
    .where('key', '=', idempotency.key)
    .where('idempotency_keys.created_at', '>', now - KEY_LIFE_MS)
    .executeTakeFirst()
  if (known === undefined) return undefined
  if (known.request_hash !== idempotency.requestHash) throw createKeyConflictError('event')
  const deliveries = await db
    .selectFrom('deliveries')
    .select(['id', 'webhook_id as webhookId'])
    .where('event_id', '=', known.id)
    .orderBy('seq')
    .execute()
  return {event: toEvent(known, sealer), deliveries}
}

export async function rememberKey(
  db: Db,
  idempotency: IdempotencyKey | undefined,
  event: Event,
): Promise<void> {
  if (idempotency === undefined) return
  const remembered = {
    request_hash: idempotency.requestHash,
    event_id: event.id,
    created_at: event.createdAt.getTime(),
  }
  await db
    .insertInto('idempotency_keys')
    .values({key: idempotency.key, ...remembered})
    .onConflict((conflict) => conflict.column('key').doUpdateSet(remembered))
    .execute()
}
