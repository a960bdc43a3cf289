import {HooksError} from '../../core/errors.ts'
import type {StoreContext} from '../engines/context.ts'
import {type ListedDelivery, toDelivery} from '../rows/delivery.ts'
import {findByReference} from './reference.ts'
import {cancelAll} from './retry-cancel.ts'

/** Cancels a pending delivery. @throws HooksError not_found, usage, conflict when it has ended */
export async function cancelDelivery(
  {engine, clock, workArrived, onChange}: StoreContext,
  reference: string,
): Promise<ListedDelivery> {
  const {id, seq, state} = await findByReference(engine.db, reference)
  const [row] = await engine.write((trx) => cancelAll(trx, engine, {seqs: [seq], now: clock.now()}))
  workArrived.notify()
  if (row === undefined) throw new HooksError('conflict', `delivery ${id} is already ${state}`)
  const delivery = toDelivery(row)
  onChange({type: 'delivery.cancelled', delivery})
  return delivery
}
