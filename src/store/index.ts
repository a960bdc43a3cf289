import {randomBytes} from 'node:crypto'
import {HooksError} from '../core/errors.ts'
import {type Clock, systemClock} from '../core/clock.ts'
import {Signal} from '../core/signal.ts'
import type {OnChange} from './rows/change.ts'
import {bulkQueries} from './deliveries/bulk.ts'
import {deliveryQueries} from './deliveries/deliveries.ts'
import type {Engine, EngineOptions} from './engines/engine.ts'
import {eventTypeQueries} from './events/event-types.ts'
import {eventQueries} from './events/events.ts'
import {migrate} from './migrations/migrate.ts'
import {queueQueries} from './queue/queue.ts'
import {retentionQueries} from './retention.ts'
import {watched} from './engines/sqlite/writable.ts'
import {aesSealer, plainSealer, rememberingSealer, type Sealer} from './rows/sealer.ts'
import {openSqlite} from './engines/sqlite/open.ts'
import {statQueries} from './stats.ts'
import {checkKey, scrubIfDue} from './store-key.ts'
import {webhookQueries} from './webhooks/webhooks.ts'

export type StoreOptions = Pick<EngineOptions, 'onCommit'> & {
  /** What secrets are kept with. A store in memory has its own; a file without stays plain. */
  readonly sealer?: Sealer
  readonly onChange?: OnChange | undefined
}

/** Everything that outlives a process. */
export type Store = Awaited<ReturnType<typeof openStore>>

/**
 * Opens a store and brings it to the newest schema.
 *
 * `location` is a file path or `memory:`.
 *
 * @throws HooksError usage, when it is not ours, is newer than us, is in use or cannot be written;
 *   unauthorized, when its secrets are sealed with another key
 */
export async function openStore(
  location: string,
  clock: Clock = systemClock,
  options: StoreOptions = {},
) {
  const sealer = sealerOf(location, options)
  const {engine, isWritable} = watched(openEngine(location, {...options, sealer}))
  try {
    await migrate(engine, clock.now(), (trx) => checkKey(trx, sealer))
    await scrubIfDue(engine)
  } catch (error) {
    await engine.close()
    throw error
  }
  /** Deliveries became due, or will sooner than was known. */
  const workArrived = new Signal()
  /** Outcomes of attempts were written. */
  const recorded = new Signal()

  const {onChange = () => {}} = options
  const queue = queueQueries(engine, clock, {recorded, onChange})
  if (engine.exclusive) await queue.recover()

  return {
    webhooks: webhookQueries(engine, clock, {workArrived, onChange}),
    events: eventQueries(engine, clock, {workArrived, onChange}),
    deliveries: deliveryQueries(engine, clock, {workArrived, onChange}),
    bulk: bulkQueries(engine, clock, {workArrived, onChange}),
    eventTypes: eventTypeQueries(engine, clock),
    queue,
    retention: retentionQueries(engine, clock),
    stats: statQueries(engine, clock),
    workArrived,
    recorded,
    isWritable,
    close: () => engine.close(),
    [Symbol.asyncDispose]: () => engine.close(),
  }
}

const MEMORY = 'memory:'
const KEY_BYTES = 32

function sealerOf(location: string, {sealer}: StoreOptions): Sealer {
  const own = location === MEMORY ? aesSealer(randomBytes(KEY_BYTES)) : plainSealer
  const chosen = sealer ?? own
  return chosen === plainSealer ? plainSealer : rememberingSealer(chosen)
}

function openEngine(location: string, options: EngineOptions): Engine {
  if (/^postgres(ql)?:/.test(location)) {
    throw new HooksError('unsupported', 'this version has no PostgreSQL store', {
      hint: 'give --store a file path, or memory:',
    })
  }
  return openSqlite(location === MEMORY ? ':memory:' : location, options)
}
