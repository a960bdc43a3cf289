import type {Kysely, Transaction} from 'kysely'
import type {Database} from './tables.ts'

/** Where queries run: the database itself, or a transaction of it. */
export type Db = Kysely<Database>

/** A transaction that has begun. */
export type DbTransaction = Transaction<Database>
