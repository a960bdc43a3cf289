import type {Engine} from '../engines/engine.ts'
import type {DbTransaction} from '../rows/db.ts'

export type Migration = {
  readonly name: string
  up(trx: DbTransaction, engine: Engine): Promise<void>
}
