import {HooksError} from '../../core/errors.ts'
import type {Db} from '../rows/db.ts'
import type {DeliveryRow} from '../rows/tables.ts'

/** The one delivery with this id or id prefix. @throws HooksError not_found, usage */
export async function findByReference(db: Db, reference: string): Promise<DeliveryRow> {
  const prefix = reference.startsWith('dlv_') ? reference : `dlv_${reference}`
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('id', '>=', prefix)
    .where('id', '<', `${prefix}~`)
    .orderBy('id')
    .limit(2)
    .execute()
  const [row, other] = rows
  if (row === undefined) {
    throw new HooksError('not_found', `no delivery ${JSON.stringify(reference)}`, {
      hint: 'list deliveries with: hooks deliveries',
    })
  }
  if (other !== undefined && row.id !== prefix) {
    throw new HooksError('usage', `several delivery ids start with ${JSON.stringify(reference)}`, {
      hint: 'give more characters of the id',
    })
  }
  return row
}
