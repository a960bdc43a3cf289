import type {Transaction} from 'kysely'
import type {Engine} from '../engine.ts'
import type {Database} from '../schema.ts'

export type Migration = {
  readonly name: string
  up(trx: Transaction<Database>, engine: Engine): Promise<void>
}
