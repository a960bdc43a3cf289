import type {Clock} from '../../core/clock.ts'
import {HooksError} from '../../core/errors.ts'
import type {NewEventType, OwnEventType} from '../../core/event-type.ts'
import type {Engine} from '../engines/engine.ts'
import type {EventTypeRow} from '../rows/tables.ts'

/** Most event types that a store holds: a list of them is one answer. */
const MAX_EVENT_TYPES = 500

export function eventTypeQueries(engine: Engine, clock: Clock) {
  const {db} = engine
  return {
    /** All of them, by name. */
    async list(): Promise<OwnEventType[]> {
      const rows = await db
        .selectFrom('event_types')
        .selectAll()
        .orderBy('name')
        .limit(MAX_EVENT_TYPES)
        .execute()
      // Each database sorts text its own way.
      return rows.map(toEventType).toSorted((a, b) => (a.name < b.name ? -1 : 1))
    },

    async find(name: string): Promise<OwnEventType | undefined> {
      const row = await db
        .selectFrom('event_types')
        .selectAll()
        .where('name', '=', name)
        .executeTakeFirst()
      return row === undefined ? undefined : toEventType(row)
    },

    /** @throws HooksError not_found */
    async get(name: string): Promise<OwnEventType> {
      const type = await this.find(name)
      if (type === undefined) throw notFound(name)
      return type
    },

    /**
     * Adds it, or puts it in the place of the one of the same name; `isNew` says which.
     *
     * @throws HooksError rejected, when there are too many
     */
    async define(type: NewEventType): Promise<{type: OwnEventType; isNew: boolean}> {
      return engine.write(async (trx) => {
        const now = clock.now()
        const columns = changedColumns(type, now)
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
        if (total >= MAX_EVENT_TYPES) throw full()
        const row = await trx
          .insertInto('event_types')
          .values({name: type.name, ...columns, created_at: now})
          // Another server may have been as fast.
          .onConflict((conflict) => conflict.column('name').doUpdateSet(columns))
          .returningAll()
          .executeTakeFirstOrThrow()
        return {type: toEventType(row), isNew: true}
      })
    },

    /** Webhooks that want the type keep its name. @throws HooksError not_found */
    async remove(name: string): Promise<void> {
      const {numDeletedRows} = await engine.write((trx) =>
        trx.deleteFrom('event_types').where('name', '=', name).executeTakeFirst(),
      )
      if (numDeletedRows === 0n) throw notFound(name)
    },
  }
}

function changedColumns({description, schema, sample}: NewEventType, now: number) {
  return {
    description: description ?? null,
    schema: schema === undefined ? null : JSON.stringify(schema),
    sample: sample === undefined ? null : JSON.stringify(sample),
    updated_at: now,
  }
}

/** Rows are snake_case and stay in this folder; the rest of hooks sees core types. */
function toEventType(row: EventTypeRow): OwnEventType {
  return {
    name: row.name,
    ...(row.description === null ? {} : {description: row.description}),
    ...(row.schema === null ? {} : {schema: JSON.parse(row.schema)}),
    ...(row.sample === null ? {} : {sample: JSON.parse(row.sample)}),
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  }
}

function notFound(name: string): HooksError {
  return new HooksError('not_found', `no event type ${JSON.stringify(name)} is registered`, {
    hint: 'hooks events shows what there is; hooks events define NAME adds one',
  })
}

function full(): HooksError {
  return new HooksError('rejected', `this server holds ${MAX_EVENT_TYPES} event types already`, {
    hint: 'remove one with: hooks events undefine NAME',
  })
}
