import {randomBytes} from 'node:crypto'
import {HooksError} from '../core/errors.ts'
import {type Clock, systemClock} from '../core/clock.ts'
import {Signal} from '../core/signal.ts'
import type {OnChange} from './rows/change.ts'
import {type BulkQueries, createBulkQueries} from './deliveries/bulk/bulk.ts'
import {type DeliveryQueries, createDeliveryQueries} from './deliveries/deliveries.ts'
import type {StoreContext} from './engines/context.ts'
import type {Engine, EngineOptions} from './engines/engine.ts'
import {type EventTypeQueries, createEventTypeQueries} from './event-types/event-types.ts'
import {type EventQueries, createEventQueries} from './events/events.ts'
import {migrate} from './migrations/migrate.ts'
import {type QueueQueries, createQueueQueries} from './queue/queue.ts'
import {type RetentionQueries, createRetentionQueries} from './retention/retention.ts'
import {watchWritable} from './engines/sqlite/writable.ts'
import {createAesSealer, plainSealer, createRememberingSealer, type Sealer} from './rows/sealer.ts'
import {openSqlite} from './engines/sqlite/open.ts'
import {type StatQueries, createStatQueries} from './stats.ts'
import {checkKey, scrubIfDue} from './store-key.ts'
import {type WebhookQueries, createWebhookQueries} from './webhooks/webhooks.ts'
import {SEALING_KEY_BYTES} from '../core/limits.ts'

export type StoreOptions = Pick<EngineOptions, 'onCommit' | 'busyMs'> & {
  /** Encrypts secrets. By default a store in memory has its own key and a file is not encrypted. */
  readonly sealer?: Sealer
  readonly onChange?: OnChange | undefined
}

/** The database: everything that outlives the process. */
export type Store = Pick<StoreContext, 'workArrived' | 'recorded'> & {
  readonly webhooks: WebhookQueries
  readonly events: EventQueries
  readonly deliveries: DeliveryQueries
  readonly bulk: BulkQueries
  readonly eventTypes: EventTypeQueries
  readonly queue: QueueQueries
  readonly retention: RetentionQueries
  readonly stats: StatQueries
  /** Whether it accepts writes now. */
  isWritable(): Promise<boolean>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Opens a store and migrates it to the newest schema.
 *
 * `location` is a file path or `memory:`.
 *
 * @throws HooksError usage, when it is not a hooks store, was written by a newer version, is in use
 *   or cannot be written; unauthorized, when its secrets are encrypted with another key
 */
export async function openStore(
  location: string,
  clock: Clock = systemClock,
  options: StoreOptions = {},
): Promise<Store> {
  const sealer = chooseSealer(location, options)
  const {engine, isWritable} = watchWritable(openEngine(location, {...options, sealer}))
  try {
    await migrate(engine, clock.now(), (trx) => checkKey(trx, sealer))
    await scrubIfDue(engine)
  } catch (error) {
    await engine.close()
    throw error
  }
  const {onChange = () => {}} = options
  const context = {engine, clock, onChange, workArrived: new Signal(), recorded: new Signal()}
  const store = createStore(context, isWritable)
  if (engine.exclusive) await store.queue.recover()
  return store
}

function createStore(context: StoreContext, isWritable: Store['isWritable']): Store {
  const {engine, workArrived, recorded} = context
  return {
    webhooks: createWebhookQueries(context),
    events: createEventQueries(context),
    deliveries: createDeliveryQueries(context),
    bulk: createBulkQueries(context),
    eventTypes: createEventTypeQueries(context),
    queue: createQueueQueries(context),
    retention: createRetentionQueries(context),
    stats: createStatQueries(context),
    workArrived,
    recorded,
    isWritable,
    close: () => engine.close(),
    [Symbol.asyncDispose]: () => engine.close(),
  }
}

const MEMORY = 'memory:'

function chooseSealer(location: string, {sealer}: StoreOptions): Sealer {
  const own = location === MEMORY ? createAesSealer(randomBytes(SEALING_KEY_BYTES)) : plainSealer
  const chosen = sealer ?? own
  return chosen === plainSealer ? plainSealer : createRememberingSealer(chosen)
}

function openEngine(location: string, options: EngineOptions): Engine {
  if (/^postgres(ql)?:/.test(location)) {
    throw new HooksError('unsupported', 'PostgreSQL stores are not supported in this version', {
      hint: 'pass a file path or memory: with --store',
    })
  }
  return openSqlite(location === MEMORY ? ':memory:' : location, options)
}
