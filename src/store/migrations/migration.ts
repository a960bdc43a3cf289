import type {Transaction} from 'kysely'
import type {Engine} from '../engines/engine.ts'
import type {Database} from '../rows/tables.ts'

export type Migration = {
  readonly name: string
  up(trx: Transaction<Database>, engine: Engine): Promise<void>
}
