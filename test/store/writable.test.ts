import {sql} from 'kysely'
import {expect, test} from 'vitest'
import {migrate} from '../../src/store/migrations/migrate.ts'
import {watchWritable} from '../../src/store/engines/sqlite/writable.ts'
import {plainSealer} from '../../src/store/rows/sealer.ts'
import {openSqlite} from '../../src/store/engines/sqlite/open.ts'

const PAGE_BYTES = 4096
const LARGE = 'x'.repeat(300_000)

test('after a write found no room, a store is not writable until a large one fits', async () => {
  const {engine, isWritable} = watchWritable(openSqlite(':memory:', {sealer: plainSealer}))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => engine.close())
  await migrate(engine, 0, async () => {})
  const limitTo = (bytes: number) =>
    sql`pragma max_page_count = ${sql.lit(bytes / PAGE_BYTES)}`.execute(engine.db)
  const write = (name: string, value: string) =>
    engine.write((trx) => trx.insertInto('settings').values({name, value}).execute())

  await limitTo(50 * PAGE_BYTES)
  expect(await isWritable()).toBe(true)
  await expect(write('large', LARGE)).rejects.toThrow('full')
  expect(await isWritable()).toBe(false)
  await write('small', 'x')
  expect(await isWritable()).toBe(false)

  await limitTo(1000 * PAGE_BYTES)
  expect(await isWritable()).toBe(true)
  await write('large', LARGE)
  const {rows} = await sql`select name from settings order by name`.execute(engine.db)
  expect(rows).toEqual([{name: 'large'}, {name: 'small'}])
})
