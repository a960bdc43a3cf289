import type {Transaction} from 'kysely'
import type {Engine} from '../engine.ts'
import type {Database} from '../schema.ts'
import {start} from './0001-start.ts'
import {eventTypes} from './0002-event-types.ts'
import {deliverySettings} from './0003-delivery-settings.ts'
import {sealing} from './0004-sealing.ts'
import {bulkRuns} from './0005-bulk-runs.ts'

export type Migration = {
  readonly name: string
  up(trx: Transaction<Database>, engine: Engine): Promise<void>
}

/** In order, numbered from 1. A released one is never edited: add another. */
export const MIGRATIONS: readonly Migration[] = [
  start,
  eventTypes,
  deliverySettings,
  sealing,
  bulkRuns,
]
