import type {Transaction} from 'kysely'
import type {Engine} from '../engine.ts'
import type {Database} from '../schema.ts'
import {start} from './0001-start.ts'

export type Migration = {
  readonly name: string
  up(trx: Transaction<Database>, engine: Engine): Promise<void>
}

/** In order, numbered from 1. A released one is never edited: add another. */
export const MIGRATIONS: readonly Migration[] = [start]
