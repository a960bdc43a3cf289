import type {Kysely, Transaction} from 'kysely'
import type {Database} from './tables.ts'

/** Where queries run: the database itself or a transaction. */
export type Db = Kysely<Database>

/** An open transaction. */
export type DbTransaction = Transaction<Database>
