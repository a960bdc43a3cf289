import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {sql} from 'kysely'
import {expect, test} from 'vitest'
import type {Engine} from '../../src/store/engines/engine.ts'
import {migrate} from '../../src/store/migrations/migrate.ts'
import {plainSealer} from '../../src/store/rows/sealer.ts'
import {openSqlite} from '../../src/store/engines/sqlite/open.ts'
import {temporaryFolder} from '../support/run.ts'

type Opened = AsyncDisposable & {readonly engine: Engine; readonly file: string}

async function openEngine(): Promise<Opened> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const file = path.join(folder.path, 'hooks.db')
  const engine = openSqlite(file, {sealer: plainSealer})
  stack.defer(() => engine.close())
  await migrate(engine, 1)
  const owned = stack.move()
  return {engine, file, [Symbol.asyncDispose]: () => owned.disposeAsync()}
}

/** Writes one row, to the table of migrations because it is the simplest. */
function insertRow(engine: Engine, number: number, name = 'test'): Promise<number> {
  return engine.write(async (trx) => {
    await trx.insertInto('migrations').values({number, name, applied_at: 1}).execute()
    return number
  })
}

async function readRowsFrom(engine: Engine, number: number): Promise<number[]> {
  const rows = await engine.db
    .selectFrom('migrations')
    .select('number')
    .where('number', '>=', number)
    .orderBy('number')
    .execute()
  return rows.map((row) => row.number)
}

/**
 * Counts the commits in SQLite's log. The last frame of a commit states the resulting file size.
 * Source: https://sqlite.org/fileformat2.html, section 4.1, read 2026-11-20.
 */
async function countCommits(file: string): Promise<number> {
  const log = await readFile(`${file}-wal`)
  const pageSize = log.readUInt32BE(8)
  const salt = log.toString('hex', 16, 24)
  let commits = 0
  for (let at = 32; at + 24 <= log.length; at += 24 + pageSize) {
    const isPresent = log.toString('hex', at + 8, at + 16) === salt
    if (isPresent && log.readUInt32BE(at + 4) !== 0) commits++
  }
  return commits
}

test('writers that arrive together share a commit, and each gets its own result', async () => {
  await using store = await openEngine()
  const {engine, file} = store
  const before = await countCommits(file)
  const numbers = Array.from({length: 500}, (_, n) => n + 1000)

  const results = await Promise.all(numbers.map((number) => insertRow(engine, number)))

  expect(results).toEqual(numbers)
  expect(await readRowsFrom(engine, 1000)).toEqual(numbers)
  expect((await countCommits(file)) - before).toBe(1)
})

test('writers that arrive during a commit share the next one', async () => {
  await using store = await openEngine()
  const {engine, file} = store
  const before = await countCommits(file)

  const first = engine.write(async () => {
    const others = Array.from({length: 100}, (_, n) => insertRow(engine, n + 1001))
    return {others: Promise.all(others)}
  })
  await insertRow(engine, 1000)
  await (
    await first
  ).others

  expect(await readRowsFrom(engine, 1000)).toHaveLength(101)
  expect((await countCommits(file)) - before).toBe(2)
})

test('a single writer does not wait for others', async () => {
  await using store = await openEngine()
  const {engine, file} = store
  const before = await countCommits(file)

  for (const number of [1000, 1001, 1002]) await insertRow(engine, number)

  expect((await countCommits(file)) - before).toBe(3)
})

test('a failing statement fails only its writer, and undoes all of its changes', async () => {
  await using store = await openEngine()
  const {engine} = store
  const twoRows = engine.write(async (trx) => {
    await sql`insert into migrations values (1500, 'half', 1)`.execute(trx)
    await sql`insert into migrations values (1, 'is there already', 1)`.execute(trx)
  })

  const results = await Promise.allSettled([
    insertRow(engine, 1000),
    twoRows,
    insertRow(engine, 1001),
  ])

  expect(results.map(({status}) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await readRowsFrom(engine, 1000)).toEqual([1000, 1001])
})

test('a full disk fails only the writers that do not fit, with its own error', async () => {
  await using store = await openEngine()
  const {engine} = store
  await sql`pragma max_page_count = 30`.execute(engine.db)

  const results = await Promise.allSettled([
    insertRow(engine, 1000),
    insertRow(engine, 1001, 'x'.repeat(500_000)),
    insertRow(engine, 1002),
  ])

  expect(results).toMatchObject([
    {status: 'fulfilled'},
    {status: 'rejected', reason: {message: 'database or disk is full'}},
    {status: 'fulfilled'},
  ])
  expect(await readRowsFrom(engine, 1000)).toEqual([1000, 1002])
})

test('a failing commit fails its whole group, and keeps no change', async () => {
  await using store = await openEngine()
  const {engine} = store
  await sql`pragma foreign_keys = on`.execute(engine.db)
  await sql`create table parents (id integer primary key)`.execute(engine.db)
  await sql`create table children (parent integer references parents deferrable initially deferred)`.execute(
    engine.db,
  )
  // Violates a constraint that SQLite checks on commit.
  const orphan = engine.write((trx) => sql`insert into children values (7)`.execute(trx))

  const results = await Promise.allSettled([insertRow(engine, 1000), orphan])

  expect(results.map(({status}) => status)).toEqual(['rejected', 'rejected'])
  expect(await readRowsFrom(engine, 1000)).toEqual([])
  expect(await insertRow(engine, 1001)).toBe(1001)
})
