import {spawnSync} from 'node:child_process'
import {copyFile, mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {sql} from 'kysely'
import {expect, test} from 'vitest'
import {HooksError} from '../../src/core/errors.ts'
import {systemClock} from '../../src/core/clock.ts'
import {openStore} from '../../src/store/index.ts'
import {plainSealer} from '../../src/store/rows/sealer.ts'
import {openSqlite} from '../../src/store/engines/sqlite/open.ts'
import {holdStore} from '../support/hold-store.ts'
import {temporaryFolder, unwritableFolder} from '../support/run.ts'
import {deliver, subscribe} from '../support/stores.ts'

/** Every file in the folder and below, with its bytes. */
async function readContents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, {withFileTypes: true, recursive: true})
  const files = entries.filter((entry) => entry.isFile())
  const read = files.map(async ({parentPath, name}) => {
    const file = path.join(parentPath, name)
    return [file, (await readFile(file)).toString('base64')] as const
  })
  return Object.fromEntries(await Promise.all(read))
}

/** The one-line error of opening a store, without a long wait if it is in use. */
async function readRefusal(location: string): Promise<string> {
  const error: unknown = await openStore(location, systemClock, {busyMs: 10}).then(
    (store) => store.close(),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof HooksError)) throw new Error(`not refused: ${String(error)}`)
  expect(error).toMatchObject({code: 'usage', hint: expect.stringContaining('--store')})
  expect(error.message).not.toContain('\n')
  return error.message
}

const STRANGERS: Record<string, (file: string) => Promise<unknown>> = {
  'a text file': (file) => writeFile(file, 'dear diary,\n'.repeat(100)),
  'a file of three bytes': (file) => writeFile(file, 'abc'),
  'a folder': (file) => mkdir(file),
  'a pipe': async (file) => spawnSync('mkfifo', [file]),
  'a file that only starts like a database': (file) =>
    writeFile(file, `SQLite format 3\0${'x'.repeat(200)}`),
  async 'a database of another program'(file) {
    using other = new DatabaseSync(file)
    other.exec('create table diary (text); insert into diary values (1)')
  },
  async 'a database with the application id of another program'(file) {
    using other = new DatabaseSync(file)
    other.exec('pragma application_id = 1')
  },
  async 'a database with a log that is not merged'(file) {
    using other = new DatabaseSync(`${file}.origin`)
    other.exec('pragma journal_mode = wal; create table diary (text)')
    await copyFile(`${file}.origin`, file)
    await copyFile(`${file}.origin-wal`, `${file}-wal`)
  },
}

for (const [what, make] of Object.entries(STRANGERS)) {
  test(`${what} is refused and not changed`, async () => {
    await using folder = await temporaryFolder()
    const file = path.join(folder.path, 'hooks.db')
    await make(file)
    const before = await readContents(folder.path)

    expect(await readRefusal(file)).toBe(`${file} is not a hooks store`)
    expect(await readContents(folder.path)).toEqual(before)
  })
}

test('a store of a newer version is refused and not changed', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'hooks.db')
  await (await openStore(file)).close()
  using newer = new DatabaseSync(file)
  newer.exec("insert into migrations values (99, 'later', 1)")
  newer.close()
  const before = await readContents(folder.path)

  expect(await readRefusal(file)).toMatch(
    /was written by a newer version of hooks \(schema 99 > \d+\)$/,
  )
  expect(await readContents(folder.path)).toEqual(before)
})

test('a damaged store is refused in one line', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'hooks.db')
  await (await openStore(file)).close()
  const bytes = await readFile(file)
  await writeFile(file, bytes.fill(0xff, 100, 4096))

  expect(await readRefusal(file)).toContain('cannot be opened: ')
})

test('a store in a folder that cannot be written is refused', async () => {
  await using folder = await unwritableFolder()

  expect(await readRefusal(path.join(folder.path, 'hooks.db'))).toContain('cannot be opened: ')
  expect(await readRefusal(path.join(folder.path, 'more/hooks.db'))).toContain('cannot be opened: ')
})

test('a store that another process uses is refused, and that process is not affected', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'hooks.db')
  await using holder = await holdStore(file)
  const before = await readContents(folder.path)

  expect(await readRefusal(file)).toBe(`store ${file} is in use by another process`)
  expect(await readContents(folder.path)).toEqual(before)

  await holder.addWebhook()
  await holder.close()
  await using store = await openStore(file)
  expect(await store.webhooks.list()).toHaveLength(1)
})

test('a store that this process has open is refused', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'hooks.db')
  await using store = await openStore(file)

  expect(await readRefusal(file)).toContain('in use')
  await subscribe(store)
})

test('a new store is readable only by its owner, in a folder created for it', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'new/deep/hooks.db')
  await using store = await openStore(file)
  await subscribe(store)

  const modeOf = async (name: string) => (await stat(name)).mode & 0o777
  expect(await modeOf(file)).toBe(0o600)
  expect(await modeOf(`${file}-wal`)).toBe(0o600)
  expect(await modeOf(path.dirname(file))).toBe(0o700)
})

test('every connection uses WAL, syncs each commit and locks the file, also if reopened', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'hooks.db')
  for (const location of [file, file, ':memory:']) {
    const engine = openSqlite(location, {sealer: plainSealer})
    const pragma = async (name: string) => {
      const {rows} = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(engine.db)
      return Object.values(rows[0] ?? {})[0]
    }

    expect(await pragma('synchronous')).toBe(2)
    expect(await pragma('locking_mode')).toBe('exclusive')
    expect(await pragma('journal_mode')).toBe(location === file ? 'wal' : 'memory')
    await engine.close()
  }
})

test('what a killed server committed is there, although its log was not checkpointed', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'hooks.db')
  const copy = path.join(folder.path, 'copy.db')
  await using store = await openStore(file)
  const empty = (await stat(file)).size
  await subscribe(store)
  const id = await deliver(store)
  expect((await stat(file)).size).toBe(empty)
  await copyFile(file, copy)
  await copyFile(`${file}-wal`, `${copy}-wal`)

  await using survivor = await openStore(copy)

  expect(await survivor.deliveries.get(id)).toMatchObject({id, state: 'pending'})
})

test('node:sqlite knows whether a statement returns rows before it runs', () => {
  using database = new DatabaseSync(':memory:')
  database.exec('create table t (a, b)')
  const returnsRows = (text: string) => database.prepare(text).columns().length > 0

  expect(returnsRows('select * from t')).toBe(true)
  expect(returnsRows('pragma journal_mode')).toBe(true)
  expect(returnsRows('insert into t values (1, 2) returning a')).toBe(true)
  expect(returnsRows('update t set a = 1 where b in (select b from t) returning a')).toBe(true)
  expect(returnsRows('with s as (select 1) delete from t returning *')).toBe(true)
  for (const text of [
    'insert into t values (1, 2)',
    'update t set a = 1',
    'delete from t',
    'begin',
  ]) {
    expect([text, returnsRows(text)]).toEqual([text, false])
  }
})
