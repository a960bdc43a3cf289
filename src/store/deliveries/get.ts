import type {Attempt, DeliveryDetail} from '../../core/delivery.ts'
import type {StoreContext} from '../engines/context.ts'
import {type ListedDelivery, toDelivery, toReason} from '../rows/delivery.ts'
import {openBody} from '../rows/sealed-columns.ts'
import type {AttemptRow} from '../rows/tables.ts'
import {findByReference} from './reference.ts'

/** Finds a delivery by its id or a unique prefix of it. @throws HooksError not_found, usage */
export async function getDelivery(
  {engine}: StoreContext,
  reference: string,
): Promise<DeliveryDetail & ListedDelivery> {
  const {db, sealer} = engine
  const row = await findByReference(db, reference)
  const body = await db
    .selectFrom('bodies')
    .selectAll()
    .where('delivery_seq', '=', row.seq)
    .executeTakeFirst()
  const attempts = await db
    .selectFrom('attempts')
    .selectAll()
    .where('delivery_seq', '=', row.seq)
    .orderBy('n')
    .execute()
  return {
    ...toDelivery(row),
    body: body === undefined ? '' : openBody(body, row.id, sealer),
    ...(body === undefined ? {bodyPruned: true as const} : {}),
    contentType: body?.content_type ?? '',
    attempts: attempts.map(toAttempt),
  }
}

function toAttempt(row: AttemptRow): Attempt {
  const answered = row.answer_headers !== null
  return {
    n: row.n,
    startedAt: new Date(row.started_at),
    durationMs: row.duration_ms,
    headers: JSON.parse(row.headers),
    ...(row.code === null ? {} : {code: row.code}),
    ...(row.reason === null ? {} : {reason: toReason(row.reason)}),
    ...(answered
      ? {
          answer: {
            headers: JSON.parse(row.answer_headers ?? '{}'),
            body: row.answer_body ?? '',
            ...(row.body_error === null ? {} : {bodyError: row.body_error}),
          },
        }
      : {}),
  }
}
