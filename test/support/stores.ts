import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {type Clock, systemClock} from '../../src/core/clock.ts'
import type {Outcome} from '../../src/core/delivery.ts'
import {createAesSealer} from '../../src/store/rows/sealer.ts'
import {openStore, type Store} from '../../src/store/index.ts'
import type {AttemptRecord} from '../../src/store/queue/record.ts'
import type {ClaimedDelivery} from '../../src/store/queue/claimed.ts'
import type {Acceptance} from '../../src/store/events/accept.ts'
import type {WebhookCreation} from '../../src/store/rows/stored-webhook.ts'
import {temporaryFolder} from './run.ts'

/** Encrypts the secrets in the stores of these tests. */
export const SEALER = createAesSealer(Buffer.alloc(32, 7))

/** A temporary store, deleted at the end of the scope. */
export type TestStore = Store & {
  /** The location to pass to `openStore`. */
  readonly location: string
  /** Opens the same store again after it was closed. */
  reopen(clock?: Clock): Promise<Store>
  /** Runs SQL on the file of a closed store. */
  tamper(statement: string): Promise<void>
  /** The number of rows in a table of a closed store. */
  rows(table: string): Promise<number>
}

/** Each engine; every test of the store runs on all of them. */
export const STORES: Readonly<Record<string, (clock?: Clock) => Promise<TestStore>>> = {
  sqlite: sqliteStore,
}

async function sqliteStore(clock = systemClock): Promise<TestStore> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const location = path.join(folder.path, 'hooks.db')
  const store = await openStore(location, clock, {sealer: SEALER})
  stack.defer(() => store.close())
  const owned = stack.move()
  return {
    ...store,
    location,
    reopen: (later = clock) => openStore(location, later, {sealer: SEALER}),
    async tamper(statement) {
      using database = new DatabaseSync(location)
      database.exec(statement)
    },
    async rows(table) {
      using database = new DatabaseSync(location)
      return Number(database.prepare(`select count(*) as n from ${table}`).get()?.['n'])
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export const EVENT = 'video.source.recorded'

/** Creates a webhook for `EVENT` events of one provider. */
export function subscribe(store: Store, changes: Partial<WebhookCreation> = {}) {
  return store.webhooks.create({
    provider: 'apivideo',
    url: 'https://example.com/hook',
    events: [EVENT],
    secret: 'sig_sec_test',
    ...changes,
  })
}

/** Accepts an event. Each delivery's body names the event and the webhook. */
export function accept(store: Store, changes: Partial<Acceptance> = {}) {
  return store.events.accept({
    provider: 'apivideo',
    type: EVENT,
    payload: {type: EVENT},
    render: ({id}, webhook) => ({body: `${id} to ${webhook.id}`, contentType: 'text/plain'}),
    ...changes,
  })
}

/** Accepts an event with exactly one delivery, and returns the delivery's id. */
export async function deliver(store: Store, changes: Partial<Acceptance> = {}): Promise<string> {
  const {deliveries} = await accept(store, changes)
  const [delivery] = deliveries
  if (deliveries.length !== 1 || delivery === undefined) throw new Error('not exactly one delivery')
  return delivery.id
}

export const ANSWERED: Outcome = {
  kind: 'answered',
  code: 204,
  answer: {headers: {server: 'test'}, body: 'thanks'},
  durationMs: 12.4,
}
export const REFUSED: Outcome = {kind: 'failed', reason: 'refused', durationMs: 1}

/** The record that a dispatcher would write for this claim. */
export function recordOf(
  {webhook, seq, claim, attemptCount}: ClaimedDelivery,
  outcome: Outcome,
  next: AttemptRecord['next'],
): AttemptRecord {
  return {
    webhookId: webhook.id,
    seq,
    claim,
    n: attemptCount,
    startedAt: 1,
    headers: {'webhook-id': 'e'},
    outcome,
    next,
  }
}

/** Claims the only delivery that is due. */
export async function claimOne(store: Store, leaseMs = 500): Promise<ClaimedDelivery> {
  const [claimed, ...others] = await store.queue.claim({attemptMs: 0, leaseMs, limit: 10})
  if (claimed === undefined || others.length > 0) throw new Error('not exactly one delivery is due')
  return claimed
}
