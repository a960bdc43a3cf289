import {copyFile, readFile, truncate, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {openStore} from '../../src/store/index.ts'
import {durableBench} from '../support/durable-serve.ts'
import {program} from '../support/program.ts'
import {hooks, temporaryFolder} from '../support/run.ts'
import {deliver, subscribe} from '../support/stores.ts'

const KEY = 'hk_forTestsOnly_0123456789'
const PAGE_BYTES = 4096

/** Writes a store with a webhook and some deliveries, and closes it. */
async function createFilledStore(folder: string): Promise<string> {
  const file = path.join(folder, 's.db')
  await using store = await openStore(file)
  await subscribe(store)
  for (let count = 0; count < 50; count++) await deliver(store)
  return file
}

function serveOn(store: string, folder: string) {
  const env = {HOOKS_CONFIG_DIR: folder, HOOKS_DATA_DIR: folder, HOOKS_SERVER_KEY: KEY}
  return program(['serve', '--port', '0', '--quiet', '--store', store], env)
}

test('a second serve on the same store exits 2 and leaves the first alone', async () => {
  await using bench = await durableBench()
  await using first = await bench.serve()

  const second = await serveOn(path.join(bench.folder, 's.db'), bench.folder)

  expect(second.exitStatus).toBe(2)
  expect(second.stderr).toContain('is in use by another process')
  expect(second.stderr).not.toContain('    at ')
  await bench.subscribe(first.control, 'a')
}, 60_000)

const TORN: Readonly<Record<string, (file: string) => Promise<void>>> = {
  'truncated in the middle of its first page': (file) => truncate(file, 1000),
  'truncated after its first page': (file) => truncate(file, PAGE_BYTES),
  'with a garbage schema': async (file) => {
    const bytes = await readFile(file)
    bytes.fill(0xa5, 100, PAGE_BYTES)
    await writeFile(file, bytes)
  },
}

for (const [how, tear] of Object.entries(TORN)) {
  test(`a store file ${how} is rejected with one line, and not changed`, async () => {
    await using folder = await temporaryFolder()
    const file = await createFilledStore(folder.path)
    await tear(file)
    await copyFile(file, `${file}.before`)

    const problem = await openStore(file).catch((error: unknown) => error)

    expect(problem).toMatchObject({
      code: 'usage',
      message: expect.stringContaining(file),
      hint: expect.stringMatching(/^the file is damaged|^pass a new path with --store/),
    })
    expect(String(problem)).not.toContain('\n')
    expect(await readFile(file)).toEqual(await readFile(`${file}.before`))
  })
}

test('a log with a torn last frame loses only what was never acknowledged', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 's.db')
  const copy = path.join(folder.path, 'copy.db')
  await using store = await openStore(file)
  await subscribe(store)
  const kept = await deliver(store)
  const synced = await readFile(`${file}-wal`)
  await deliver(store)

  // What the disk contains after a power cut in the middle of the second event's commit.
  await copyFile(file, copy)
  const torn = Buffer.from(await readFile(`${file}-wal`)).subarray(
    0,
    synced.length + PAGE_BYTES / 2,
  )
  await writeFile(`${copy}-wal`, torn)
  await using reopened = await openStore(copy)

  const deliveries = await reopened.deliveries.list({limit: 10})
  expect(deliveries.map(({id}) => id)).toEqual([kept])
})

for (const half of ['{"profiles": {"loc', '']) {
  test(`an incomplete configuration (${JSON.stringify(half)}) gives one clear error`, async () => {
    await using folder = await temporaryFolder()
    const file = path.join(folder.path, 'config.json')
    await writeFile(file, half, {mode: 0o600})

    const {exitStatus, stderr} = await hooks(['whoami'], {HOOKS_CONFIG_DIR: folder.path})

    expect(exitStatus).toBe(2)
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2)
    expect(stderr).toContain('config.json')
    expect(await readFile(file, 'utf8')).toBe(half)
  })
}
