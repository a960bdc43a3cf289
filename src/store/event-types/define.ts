import type {NewEventType, OwnEventType} from '../../core/event-type.ts'
import type {StoreContext} from '../engines/context.ts'
import {toDefinedColumns, toEventType} from '../rows/event-type.ts'
import {MAX_EVENT_TYPES, createTooManyEventTypesError} from './errors.ts'

export type DefinedEventType = {readonly type: OwnEventType; readonly isNew: boolean}

/**
 * Adds an event type, or replaces the one with the same name; `isNew` says which.
 *
 * @throws HooksError rejected, when there are too many
 */
export function defineEventType(
  {engine, clock}: StoreContext,
  type: NewEventType,
): Promise<DefinedEventType> {
  return engine.write(async (trx) => {
    const now = clock.now()
    const columns = toDefinedColumns(type, now)
    const known = await trx
      .updateTable('event_types')
      .set(columns)
      .where('name', '=', type.name)
      .returningAll()
      .executeTakeFirst()
    if (known !== undefined) return {type: toEventType(known), isNew: false}
    const {total} = await trx
      .selectFrom('event_types')
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    if (total >= MAX_EVENT_TYPES) throw createTooManyEventTypesError()
    const row = await trx
      .insertInto('event_types')
      .values({name: type.name, ...columns, created_at: now})
      // Another server may have added it in the meantime.
      .onConflict((conflict) => conflict.column('name').doUpdateSet(columns))
      .returningAll()
      .executeTakeFirstOrThrow()
    return {type: toEventType(row), isNew: true}
  })
}
