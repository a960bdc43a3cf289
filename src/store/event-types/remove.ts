import type {StoreContext} from '../engines/context.ts'
import {createNoEventTypeError} from './errors.ts'

/** Webhooks keep their subscription to its name. @throws HooksError not_found */
export async function removeEventType({engine}: StoreContext, name: string): Promise<void> {
  const {numDeletedRows} = await engine.write((trx) =>
    trx.deleteFrom('event_types').where('name', '=', name).executeTakeFirst(),
  )
  if (numDeletedRows === 0n) throw createNoEventTypeError(name)
}
