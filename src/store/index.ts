import {HooksError} from '../core/errors.ts'
import {type Clock, systemClock} from '../core/clock.ts'
import {Signal} from '../core/signal.ts'
import {deliveryQueries} from './deliveries.ts'
import type {Engine} from './engine.ts'
import {eventQueries} from './events.ts'
import {migrate} from './migrate.ts'
import {queueQueries} from './queue.ts'
import {openSqlite} from './sqlite.ts'
import {webhookQueries} from './webhooks.ts'

/** Everything that outlives a process. */
export type Store = Awaited<ReturnType<typeof openStore>>

/**
 * Opens a store and brings it to the newest schema.
 *
 * `location` is a file path or `memory:`.
 *
 * @throws HooksError usage, when it is not ours, is newer than us, is in use or cannot be written
 */
export async function openStore(location: string, clock: Clock = systemClock) {
  const engine = openEngine(location)
  try {
    await migrate(engine, clock.now())
  } catch (error) {
    await engine.close()
    throw error
  }
  /** Deliveries became due, or will sooner than was known. */
  const workArrived = new Signal()
  /** Outcomes of attempts were written. */
  const recorded = new Signal()

  const queue = queueQueries(engine, clock, recorded)
  if (engine.exclusive) await queue.recover()

  return {
    webhooks: webhookQueries(engine, clock, workArrived),
    events: eventQueries(engine, clock, workArrived),
    deliveries: deliveryQueries(engine, clock, workArrived),
    queue,
    workArrived,
    recorded,
    /** Whether the store takes writes now. */
    async isWritable(): Promise<boolean> {
      try {
        await engine.write((trx) =>
          trx.updateTable('migrations').set({number: 1}).where('number', '=', 1).execute(),
        )
        return true
      } catch {
        return false
      }
    },
    close: () => engine.close(),
    [Symbol.asyncDispose]: () => engine.close(),
  }
}

function openEngine(location: string): Engine {
  if (/^postgres(ql)?:/.test(location)) {
    throw new HooksError('unsupported', 'this version has no PostgreSQL store', {
      hint: 'give --store a file path, or memory:',
    })
  }
  return openSqlite(location === 'memory:' ? ':memory:' : location)
}
